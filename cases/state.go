package cases

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"zongwu/forms"
	"zongwu/processes"
)

// storedState is a state with its data still as JSON: only the forms know the kinds of their values. The fields named
// here stand before the State's own of the same name.
type storedState struct {
	processes.State
	Settings map[string]any             `json:"settings"`
	Data     map[string]json.RawMessage `json:"data"`
	Results  map[string]any             `json:"results"`
}

// encodeState writes a state as it is kept in the case's row.
func encodeState(state processes.State) (json.RawMessage, error) {
	raw, err := json.Marshal(state)
	if err != nil {
		return nil, fmt.Errorf("write state: %w", err)
	}
	return raw, nil
}

// decodeState reads a state back, every place's data restored by the form of its step.
func decodeState(p *processes.Process, raw []byte) (processes.State, error) {
	var stored storedState
	if err := decodeNumbers(raw, &stored); err != nil {
		return processes.State{}, fmt.Errorf("read state: %w", err)
	}
	state := stored.State
	var err error
	if state.Settings, err = p.RestoreSettings(stored.Settings); err != nil {
		return processes.State{}, err
	}
	if state.Results, err = p.RestoreResults(stored.Results); err != nil {
		return processes.State{}, err
	}
	state.Data = make(map[string]forms.Data, len(stored.Data))
	for place, raw := range stored.Data {
		step, _, _ := strings.Cut(place, "@")
		if state.Data[place], err = p.RestoreData(step, raw); err != nil {
			return processes.State{}, fmt.Errorf("restore data of %s: %w", place, err)
		}
	}
	return state, nil
}

// formOf returns the form whose data stand at a place: "step", or "step@branch" inside an each.
func formOf(p *processes.Process, place string) (*forms.Form, bool) {
	id, _, _ := strings.Cut(place, "@")
	step, ok := p.Step(id)
	if !ok || step.Form() == "" {
		return nil, false
	}
	form, ok := p.Forms[step.Form()]
	return form, ok
}

// decodeNumbers decodes JSON without passing numbers through floating point.
func decodeNumbers(raw []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// asSubmitted turns values into the JSON shape a form judges: money an integer of fen, a decimal a string.
func asSubmitted(values map[string]any) (map[string]any, error) {
	raw, err := json.Marshal(values)
	if err != nil {
		return nil, fmt.Errorf("write data: %w", err)
	}
	var out map[string]any
	if err := decodeNumbers(raw, &out); err != nil {
		return nil, fmt.Errorf("read data: %w", err)
	}
	return out, nil
}

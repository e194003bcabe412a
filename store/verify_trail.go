package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

type chainRow struct {
	CaseID, Actor, Step, Action, Outcome string
	Seq, Last                            int
	At                                   time.Time
	Body                                 json.RawMessage
	link
}

const chainColumns = `SELECT t.case_id AS caseid, t.seq, t.at, t.actor, t.step, t.action, t.outcome, t.body, t.effects,
	t.previous, t.digest, c.seq AS last FROM transitions t JOIN cases c ON c.id = t.case_id`

// VerifyTrail proves the chain of one case: every digest is that of its transition, each names the one before, none
// is missing, and the last is the one the case is at.
func (t *Tx) VerifyTrail(ctx context.Context, caseID string) ([]Finding, error) {
	var rows []chainRow
	err := t.list(ctx, "read chain", &rows, chainColumns+` WHERE t.case_id = $1 ORDER BY t.seq`, caseID)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		c, err := t.ReadCase(ctx, caseID)
		if err != nil {
			return nil, err
		}
		if c.Seq > 0 {
			return []Finding{t.broken(caseID, 1, fmt.Sprintf("missing, the case is at %d", c.Seq))}, nil
		}
	}
	return t.verifyChain(rows), nil
}

// VerifyTrails proves the chains of all cases of the school, read a thousand cases at a time.
func (t *Tx) VerifyTrails(ctx context.Context) ([]Finding, error) {
	var findings []Finding
	for after := ""; ; {
		ids, err := t.CaseIDs(ctx, after, 1000)
		if err != nil || len(ids) == 0 {
			return findings, err
		}
		var rows []chainRow
		err = t.list(ctx, "read chains", &rows,
			chainColumns+` WHERE t.case_id = ANY($1) ORDER BY t.case_id, t.seq`, array(ids))
		if err != nil {
			return nil, err
		}
		for len(rows) > 0 {
			end := 1
			for end < len(rows) && rows[end].CaseID == rows[0].CaseID {
				end++
			}
			findings = append(findings, t.verifyChain(rows[:end])...)
			rows = rows[end:]
		}
		after = ids[len(ids)-1]
	}
}

// verifyChain names every position at which a chain does not hold.
func (t *Tx) verifyChain(rows []chainRow) []Finding {
	var findings []Finding
	previous, next := "", 1
	for _, row := range rows {
		for ; next < row.Seq; next++ {
			findings = append(findings, t.broken(row.CaseID, next, "missing"))
		}
		next = row.Seq + 1
		if problem := t.linkProblem(row, previous); problem != "" {
			findings = append(findings, t.broken(row.CaseID, row.Seq, problem))
		}
		previous = row.Digest
	}
	if len(rows) > 0 {
		for ; next <= rows[0].Last; next++ {
			findings = append(findings, t.broken(rows[0].CaseID, next, "cut off"))
		}
	}
	return findings
}

func (t *Tx) linkProblem(row chainRow, previous string) string {
	if row.Seq > row.Last {
		return fmt.Sprintf("the case is only at %d", row.Last)
	}
	made, err := newLink(t.School, row.CaseID, row.Previous, row.Body)
	if err != nil {
		return err.Error()
	}
	var body struct {
		Seq                          int
		At                           time.Time
		Actor, Step, Action, Outcome string
	}
	if err := json.Unmarshal(row.Body, &body); err != nil {
		return err.Error()
	}
	switch {
	case made.Digest != row.Digest:
		return "the digest is not that of the transition"
	case made.Effects != row.Effects:
		return "the digest of the effects is not theirs"
	case row.Previous != previous:
		return "does not continue the one before"
	case body.Seq != row.Seq || body.Actor != row.Actor || body.Step != row.Step || body.Action != row.Action ||
		body.Outcome != row.Outcome || !body.At.Equal(row.At):
		return "the columns are not those of the transition"
	}
	return ""
}

func (t *Tx) broken(caseID string, seq int, detail string) Finding {
	return Finding{School: t.School, What: "trail", Where: caseID, Seq: seq, Detail: detail}
}

package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"zongwu/cases"
	"zongwu/processes"
)

// bureau is an outside program that buys, pays and returns over HTTP, one person's hands after the other's, and
// afterwards holds the books against what it did.
type bureau struct {
	*site
	file, photo string
	invoices    int
}

// purchased is a case as the program reads it.
type purchased struct {
	ID, Number, State, Process string
	Data                       map[string]json.RawMessage
	Open                       []struct {
		ID, Step, Branch string
		Persons          []string
		Overdue          bool
	}
}

func (a purchased) steps() string {
	var steps []string
	for _, o := range a.Open {
		steps = append(steps, o.Step)
	}
	slices.Sort(steps)
	return strings.Join(steps, " ")
}

func newBureau(t *testing.T) *bureau {
	t.Helper()
	t.Parallel()
	o := &bureau{site: newSite(t)}
	o.file = o.uploaded("发票.pdf", pdf)
	o.photo = o.uploaded("实物.png", onePixel)
	return o
}

var onePixel = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82")

// uploaded sends a file as everybody, and gives its id for everybody: who may use a file is another test's business.
func (o *bureau) uploaded(name string, content []byte) string {
	o.t.Helper()
	return o.uploadedBy("head", name, content)
}

func (o *bureau) uploadedBy(as, name string, content []byte) string {
	o.t.Helper()
	body, kind := upload(o.t, name, content)
	w := o.check(o.t, scenario{
		name: "upload", as: as, method: post, url: "/api/v1/files", body: body, status: 201,
		header: map[string]string{"Content-Type": kind},
	})
	id, _, _ := strings.Cut(strings.TrimPrefix(w.Body.String(), `{"id":"`), `"`)
	return id
}

func read[T any](o *bureau, as, address string) T {
	o.t.Helper()
	var out T
	w := o.check(o.t, scenario{name: "read", as: as, url: address, status: 200})
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		o.t.Fatalf("read %s: %v: %s", address, err, w.Body)
	}
	return out
}

func (o *bureau) look(number string) purchased {
	return read[purchased](o, "director", "/api/v1/cases/"+number)
}

func (o *bureau) send(as, address string, body any, status int) []byte {
	o.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		o.t.Fatal(err)
	}
	w := o.check(o.t, scenario{name: string(text), as: as, method: post, url: address, body: string(text), status: status})
	return w.Body.Bytes()
}

func (o *bureau) answer(body []byte) purchased {
	o.t.Helper()
	var a purchased
	if err := json.Unmarshal(body, &a); err != nil {
		o.t.Fatal(err)
	}
	return a
}

type object = map[string]any

func (o *bureau) begins(as, process string, data object) purchased {
	o.t.Helper()
	return o.answer(o.send(as, "/api/v1/cases", object{"process": process, "data": data}, http.StatusCreated))
}

func (o *bureau) taskOf(number, step string) string {
	o.t.Helper()
	c := o.look(number)
	for _, task := range c.Open {
		if task.Step == step {
			return task.ID
		}
	}
	o.t.Fatalf("%s: %q is not open but %q, and it is %s", number, step, c.steps(), c.State)
	return ""
}

// does takes an outcome: "pay done".
func (o *bureau) does(as, number, what string, data object) purchased {
	o.t.Helper()
	step, outcome, _ := strings.Cut(what, " ")
	body := object{"outcome": outcome}
	if data != nil {
		body["data"] = data
	}
	return o.answer(o.send(as, "/api/v1/tasks/"+o.taskOf(number, step), body, 200))
}

// wrote are all things an action could leave behind.
func (o *bureau) wrote() string {
	return fmt.Sprint(o.count("transitions", "cases", "budget_entries", "stock_entries", "payable_entries", "asset_entries", "asset_promises",
		"receivable_entries", "used_values"))
}

// refused wants an action refused, the reason where and as said ("code /pointer"), and nothing written.
func (o *bureau) refused(as, address string, body any, status int, reason string) {
	o.t.Helper()
	before := o.wrote()
	var p Problem
	if err := json.Unmarshal(o.send(as, address, body, status), &p); err != nil {
		o.t.Fatal(err)
	}
	var reasons []string
	for _, f := range p.Errors {
		reasons = append(reasons, strings.TrimSpace(f.Code+" "+f.Pointer))
	}
	if !slices.Contains(reasons, reason) {
		o.t.Errorf("%s %s: refused for %q, wanted %q", as, body, reasons, reason)
	}
	if after := o.wrote(); after != before {
		o.t.Errorf("%s %s: refused, and yet there are %s, before %s", as, body, after, before)
	}
}

func (o *bureau) refusedStart(as, process string, data object, reason string) {
	o.t.Helper()
	o.refused(as, "/api/v1/cases", object{"process": process, "data": data}, http.StatusUnprocessableEntity, reason)
}

func (o *bureau) refusedStep(as, number, what string, data object, status int, reason string) {
	o.t.Helper()
	step, outcome, _ := strings.Cut(what, " ")
	o.refused(as, "/api/v1/tasks/"+o.taskOf(number, step), object{"outcome": outcome, "data": data}, status, reason)
}

// invoice is one nobody has used yet.
func (o *bureau) invoice(fen int) object {
	o.invoices++
	return object{"number": fmt.Sprintf("044002600%03d", o.invoices), "amount": fen, "file": o.file}
}

func request(qty string, price int, more object) object {
	data := object{
		"subject": "30201", "reason": "开学用", "lines": []object{{"item": "g01", "qty": qty, "price": price}},
	}
	maps.Copy(data, more)
	return data
}

func orderOf(supplier, qty string, price int) object {
	return object{"supplier": supplier, "lines": []object{{"line": "1", "qty": qty, "price": price}}}
}

func accepted(qty string) object {
	return object{"lines": []object{{"line": "1", "accepted": qty}}}
}

// approved asks for something and has it approved.
func (o *bureau) approved(qty string, price int) purchased {
	o.t.Helper()
	c := o.begins("head", "purchase", request(qty, price, nil))
	c = o.does("director", c.Number, "review approve", nil)
	if c.steps() == "permit" {
		c = o.does("principal", c.Number, "permit approve", nil)
	}
	return c
}

// bought has something approved, ordered and accepted whole.
func (o *bureau) bought(supplier, qty string, price int) purchased {
	o.t.Helper()
	c := o.approved(qty, price)
	o.does("buyer", c.Number, "buy done", orderOf(supplier, qty, price))
	return o.does("storekeeper", c.Number, "accept accept", accepted(qty))
}

// casesOf are the cases of a process, the newest first.
func (o *bureau) casesOf(process string) []purchased {
	o.t.Helper()
	return read[struct{ Items []purchased }](o, "director", "/api/v1/cases?process="+process).Items
}

// payment is the one open payment.
func (o *bureau) payment() string {
	o.t.Helper()
	var open []string
	for _, c := range o.casesOf("payment") {
		if c.State == "open" {
			open = append(open, c.Number)
		}
	}
	if len(open) != 1 {
		o.t.Fatalf("open payments: %v", open)
	}
	return open[0]
}

// opensWith is what a task's form opens with, in the list of one who may do it.
func (o *bureau) opensWith(as, number, step string) object {
	o.t.Helper()
	tasks := read[struct {
		Items []struct {
			Step string
			Data object
		}
	}](o, as, "/api/v1/tasks?q="+url.QueryEscape(number)).Items
	for _, task := range tasks {
		if task.Step == step {
			return task.Data
		}
	}
	o.t.Fatalf("%s does not find %s of %s", as, step, number)
	return nil
}

// settles sends what the handler's form opens with, and invoices and what else is to be sent.
func (o *bureau) settles(number string, more object) purchased {
	o.t.Helper()
	data := object{"accepted": o.opensWith("buyer", number, "handle")["accepted"]}
	maps.Copy(data, more)
	return o.does("buyer", number, "handle sign", data)
}

// signsAndPays takes a payment from the handler's signature to its end.
func (o *bureau) signsAndPays(number string) {
	o.t.Helper()
	o.does("storekeeper", number, "sign_acceptor sign", nil)
	o.does("auditor", number, "sign_auditor sign", nil)
	o.does("principal", number, "release approve", nil)
	o.does("cashier", number, "pay done", object{"method": "transfer", "paid_on": "2026-09-01"})
	if c := o.does("accountant", number, "book done", object{"voucher_no": "记-0901"}); c.State != "done" {
		o.t.Fatalf("%s is %s", number, c.State)
	}
}

// line is a budget line as the API shows it.
type line struct {
	ID                                  string
	Year                                int
	Planned, Reserved, Spent, Available int
}

func (o *bureau) budget(year int, department, subject string) line {
	o.t.Helper()
	return read[line](o, "accountant", fmt.Sprintf("/api/v1/budgets/%d-%s-%s", year, department, subject))
}

// wantBudget looks at the line of jwc that all buy from.
func (o *bureau) wantBudget(reserved, spent int) {
	o.t.Helper()
	if b := o.budget(2026, "jwc", "30201"); b.Reserved != reserved || b.Spent != spent {
		o.t.Errorf("reserved %d and spent %d, wanted %d and %d", b.Reserved, b.Spent, reserved, spent)
	}
}

// debt is what a supplier is owed for one case and year.
type debt struct {
	ID, Supplier, Case                       string
	Year                                     int
	Owed, Accepted, Returned, Invoiced, Paid int
}

// wantOwed looks at what all cases of a supplier come to.
func (o *bureau) wantOwed(supplier string, accepted, returned, paid int) {
	o.t.Helper()
	var sum debt
	for _, d := range o.debts() {
		if d.Supplier == supplier {
			sum.Accepted, sum.Returned = sum.Accepted+d.Accepted, sum.Returned+d.Returned
			sum.Paid, sum.Owed = sum.Paid+d.Paid, sum.Owed+d.Owed
		}
	}
	if sum.Accepted != accepted || sum.Returned != returned || sum.Paid != paid || sum.Owed != accepted-returned-paid {
		o.t.Errorf("%s: %+v, wanted accepted %d, returned %d, paid %d", supplier, sum, accepted, returned, paid)
	}
}

func (o *bureau) debts() []debt {
	return read[struct{ Items []debt }](o, "accountant", "/api/v1/payables?limit=200").Items
}

type entry struct {
	Case, Kind string
	Amount     int
}

// booksAgree holds after every scenario: for every supplier owed = accepted − returned − paid, for every department
// and subject planned = spent + reserved + available, both are what their entries add up to, every entry names its
// case, and so says verify.
func (o *bureau) booksAgree() {
	o.t.Helper()
	if o.t.Failed() {
		return
	}
	for _, d := range o.debts() {
		sum := 0
		for _, e := range read[struct{ Items []entry }](o, "accountant", "/api/v1/payables/"+d.ID+"/entries?limit=200").Items {
			if e.Case == "" {
				o.t.Errorf("an entry of %s leads to no case: %+v", d.ID, e)
			}
			if e.Kind != "invoice" {
				sum += e.Amount
			}
		}
		if d.Owed != d.Accepted-d.Returned-d.Paid || d.Owed != sum {
			o.t.Errorf("%+v, its entries come to %d", d, sum)
		}
	}
	for _, b := range read[struct{ Items []line }](o, "accountant", "/api/v1/budgets?limit=200").Items {
		held, planned := 0, 0
		for _, e := range read[struct{ Items []entry }](o, "accountant", "/api/v1/budgets/"+b.ID+"/entries?limit=200").Items {
			switch e.Kind {
			case "plan":
				planned += e.Amount
			case "spend", "refund":
				held += e.Amount
			}
			if e.Kind != "plan" && e.Case == "" {
				o.t.Errorf("an entry of %s leads to no case: %+v", b.ID, e)
			}
		}
		if b.Planned != b.Spent+b.Reserved+b.Available || b.Planned != planned || b.Spent != held {
			o.t.Errorf("%+v, planned by its entries %d, spent %d", b, planned, held)
		}
	}
	for _, school := range []string{"main", "second"} {
		findings, err := o.server.service.Verify(o.t.Context(), school)
		if err != nil {
			o.t.Error(err)
		}
		for _, f := range findings {
			o.t.Errorf("verify finds %+v", f)
		}
	}
}

// appoint gives somebody other roles.
func (o *bureau) appoint(person, roles string) {
	o.t.Helper()
	if _, err := o.db.Owner.ExecContext(o.t.Context(), `UPDATE people SET roles = string_to_array($2, ',')
		WHERE school = 'main' AND id = $1`, person, roles); err != nil {
		o.t.Fatal(err)
	}
	delete(o.tokens, person) // they sign in anew
}

// ring has a task become overdue, and says to whom that is reported.
func (o *bureau) ring(id, task string) string {
	o.t.Helper()
	request := cases.Request{School: "main", Case: id, Action: processes.Action{
		Kind: processes.DoClock, Clock: "due/" + task, At: time.Now().AddDate(0, 0, 30),
	}}
	if _, err := o.server.service.Act(o.t.Context(), request); err != nil {
		o.t.Fatal(err)
	}
	all, err := o.server.service.Conducts(o.t.Context(), "main", id, 0)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, send := range all[len(all)-1].Sends {
		if strings.HasPrefix(send.What, "report:") {
			return strings.Join(send.To, " ")
		}
	}
	return ""
}

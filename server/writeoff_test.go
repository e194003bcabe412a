package server

import (
	"strings"
	"testing"
)

// scrap asks for pieces of a thing to be written off; 0 for one that stands alone.
func scrap(no string, pieces string) object {
	data := object{"asset": no, "reason": "修不了"}
	if pieces != "" {
		data["pieces"] = pieces
	}
	return data
}

// writtenOff carries a write-off to its end.
func (o *bureau) writtenOff(c purchased) {
	o.t.Helper()
	o.does("repairer", c.Number, "appraise done", object{"finding": "没有修复价值"})
	o.does("director", c.Number, "approve approve", nil)
	if c = o.does("storekeeper", c.Number, "dispose done", object{"how": "scrapped", "proceeds": 0}); c.State != "done" {
		o.t.Fatalf("the write-off is %s", c.State)
	}
}

// TestOneWriteOffOfAThing: while one is open a second is refused at the thing, with the open one's number; free again
// once that came to nothing, and for what is left of a card once it was posted.
func TestOneWriteOffOfAThing(t *testing.T) {
	o := newBureau(t)
	first := o.begins("head", "writeoff", scrap(projector, ""))
	o.refusedStart("storekeeper", "writeoff", scrap(projector, ""), "alone /asset")
	said := string(o.send("storekeeper", "/api/v1/cases", object{"process": "writeoff", "data": scrap(projector, "")}, 422))
	if !strings.Contains(said, first.Number+" 正在办理，请等它办完") {
		t.Errorf("it says %s", said)
	}
	o.does("repairer", first.Number, "appraise done", object{"finding": "还能用"})
	o.does("director", first.Number, "approve reject", nil)
	o.writtenOff(o.begins("storekeeper", "writeoff", scrap(projector, "")))

	o.lot("ZC-2026-0003", 40, 400000)
	some := o.begins("head", "writeoff", scrap("ZC-2026-0003", "10"))
	o.refusedStart("storekeeper", "writeoff", scrap("ZC-2026-0003", "31"), "alone /asset")
	o.writtenOff(some)
	o.begins("storekeeper", "writeoff", scrap("ZC-2026-0003", "30"))
	o.booksAgree()
}

// TestRepairOfWhatIsWrittenOff: what cannot be mended and is being written off already, or is by now, ends the repair
// without a second write-off; of a card of several pieces the repairer is told which case to wait for.
func TestRepairOfWhatIsWrittenOff(t *testing.T) {
	o := newBureau(t)
	hopeless := object{"note": "主板烧毁"}
	scrapped := func(want int) {
		t.Helper()
		if n := len(o.casesOf("writeoff")); n != want {
			t.Errorf("%d write-offs, want %d", n, want)
		}
	}
	mending, another := o.inMend(report("wiring", nil)), o.inMend(report("wiring", nil))
	off := o.begins("head", "writeoff", scrap(projector, ""))
	if c := o.does("repairer", mending.Number, "mend writeoff", hopeless); c.State != "done" {
		t.Errorf("the repair is %s", c.State)
	}
	o.writtenOff(off)
	if c := o.does("repairer", another.Number, "mend writeoff", hopeless); c.State != "done" {
		t.Errorf("the repair of what is written off is %s", c.State)
	}
	scrapped(1)

	o.lot("ZC-2026-0004", 40, 400000)
	one := o.inMend(report("wiring", object{"asset": "ZC-2026-0004"}))
	some := o.begins("head", "writeoff", scrap("ZC-2026-0004", "10"))
	said := string(o.send("repairer", "/api/v1/tasks/"+o.taskOf(one.Number, "mend"), object{"outcome": "writeoff", "data": hopeless}, 422))
	if !strings.Contains(said, "资产报废：") || !strings.Contains(said, some.Number+" 正在办理，请等它办完") {
		t.Errorf("it says %s", said)
	}
	o.writtenOff(some)
	if c := o.does("repairer", one.Number, "mend writeoff", hopeless); c.State != "done" {
		t.Errorf("the repair is %s", c.State)
	}
	scrapped(3)
	o.booksAgree()
}

// TestCountedWhileWrittenOff: what a stock-take misses and is being written off already is not so twice; other pieces of
// a card are settled otherwise, and in one line only.
func TestCountedWhileWrittenOff(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	fan := o.begins("storekeeper", "writeoff", scrap("A-3", ""))
	desks := o.begins("storekeeper", "writeoff", scrap("A-5", "1"))
	c := o.begins("director", "stocktake", object{"rooms": []string{"A101"}})
	o.counts("teacher", c.Number, object{"line": "A-1", "state": "right"}, object{"line": "A-2", "state": "right"},
		object{"line": "A-3", "state": "missing"}, object{"line": "A-4", "state": "right"},
		object{"asset": "A-5", "state": "right", "qty": "40"}, object{"asset": "A-5", "state": "damaged", "qty": "2"},
		object{"line": projector, "state": "right"})
	settling := func(missing string) object {
		return object{"differences": []object{{"line": "room:A101/A-3/missing", "as": "writeoff"},
			{"line": "room:A101/A-5/damaged", "as": "writeoff"}, {"line": "room:A101/A-5/missing", "as": missing}}}
	}
	o.refusedStep("director", c.Number, "settle done", settling("lost"), 422, "rule /differences/1/as")
	o.send("storekeeper", "/api/v1/cases/"+desks.Number+"/actions", object{"action": "withdraw", "comment": "等盘点"}, 200)
	o.refusedStep("director", c.Number, "settle done", settling("writeoff"), 422, "rule /differences/2/as")
	o.does("director", c.Number, "settle done", settling("lost"))
	if c = o.does("principal", c.Number, "approve approve", nil); c.State != "done" {
		t.Fatalf("the stock-take is %s", c.State)
	}
	if n := len(o.casesOf("writeoff")); n != 3 { // the fan's, the desks' withdrawn, and the desks' found damaged
		t.Errorf("%d write-offs", n)
	}
	o.writtenOff(fan)
	o.booksAgree()
}

package activities_test

import "testing"

type data = map[string]any

// TestWeeks: the weeks around the National Day of 2026: 1 to 7 October are off, Saturday the 10th is made up for, and
// the school is closed on the 14th. What a case tells anybody stands there in full: nobody is told on a day off, and
// nobody who is not named.
func TestWeeks(t *testing.T) {
	const projector = "ZC-2021-0007"
	for _, w := range []weeks{
		{
			name: "a repair is late, explained and mended; silence confirms", process: "repair",
			begun: "2026-09-30 16:00", by: "teacher", data: broken("wiring"),
			moves: []move{
				{"2026-09-30 16:30", "director assign done", data{"to": "repairer"}},
				{"2026-10-08 18:00", "repairer explain done", data{"reason": "等配件", "until": "2026-10-09"}},
				{"2026-10-09 15:00", "director mend repaired", nil},
			},
			told: []string{
				"09-30 16:30 notify:told: teacher", "10-08 09:00 remind mend: repairer",
				"10-08 17:30 overdue mend: director repairer", "10-08 18:00 notify:delayed: teacher",
				"10-13 15:00 outcome: teacher",
			},
			ends: "done",
		},
		{
			name: "a loan is kept too long", process: "loan",
			begun: "2026-09-28 09:00", by: "teacher",
			data: data{"asset": projector, "from": "2026-09-28", "until": "2026-10-08", "purpose": "公开课"},
			moves: []move{
				{"2026-09-28 10:00", "principal permit approve", nil},
				{"2026-09-28 11:00", "storekeeper hand_over done", data{"condition": "完好"}},
				{"2026-09-28 11:30", "teacher receive sign", nil},
				{"2026-10-13 09:00", "teacher give_back done", nil},
				{"2026-10-13 10:00", "storekeeper inspect intact", data{"condition": "完好"}},
			},
			told: []string{
				"09-30 17:30 remind give_back: teacher", "10-08 17:30 report:give_back: director",
				"10-08 17:30 overdue give_back: teacher", "10-09 17:30 remind give_back: teacher",
				"10-12 17:30 remind give_back: teacher", "10-13 10:00 outcome: teacher",
			},
			ends: "done",
		},
		{
			name: "a loan is extended before it is due", process: "loan",
			begun: "2026-09-28 09:00", by: "teacher",
			data: data{"asset": projector, "from": "2026-09-28", "until": "2026-09-30", "purpose": "公开课"},
			moves: []move{
				{"2026-09-28 10:00", "principal permit approve", nil},
				{"2026-09-28 11:00", "storekeeper hand_over done", data{"condition": "完好"}},
				{"2026-09-28 11:30", "teacher receive sign", nil},
				{"2026-09-29 08:00", "teacher give_back extend", data{"until": "2026-10-10"}},
				{"2026-10-10 16:00", "teacher give_back done", nil},
				{"2026-10-10 17:00", "storekeeper inspect intact", data{"condition": "完好"}},
			},
			told: []string{"10-09 17:30 remind give_back: teacher", "10-10 17:00 outcome: teacher"},
			ends: "done",
		},
		{
			name: "who is responsible is silent, and pays late", process: "damage",
			begun: "2026-09-29 09:00", by: "head",
			data: data{"asset": projector, "description": "摔坏", "persons": []any{"teacher"}},
			moves: []move{
				{"2026-09-30 10:00", "director establish done", data{
					"cause": "wilful", "repair": false, "shares": []any{data{"person": "teacher", "percent": 100}},
				}},
				{"2026-10-13 10:00", "teacher answer accept", nil},
				{"2026-10-29 10:00", "cashier collect paid", data{"person": "teacher", "receipt_no": "SJ-1"}},
			},
			told: []string{
				"10-10 10:00 report:answer: director", "10-10 10:00 overdue answer: teacher", "10-13 10:00 notify:tell: teacher",
				"10-28 10:00 overdue collect: cashier", "10-29 10:00 outcome: head",
			},
			ends: "done",
		},
		{
			name: "a room is counted late", process: "stocktake",
			begun: "2026-09-30 09:00", by: "director",
			data: data{"rooms": []any{"A101"}, "stores": []any{"general"}, "second": "repairer"},
			moves: []move{
				{"2026-09-30 10:00", "storekeeper count@store:general done", data{"found": []any{data{"line": "g01", "qty": "96"}}}},
				{"2026-10-08 10:00", "repairer recount@store:general done", data{"found": []any{data{"line": "g01", "qty": "96"}}}},
				{"2026-10-10 10:00", "teacher count@room:A101 done", data{"found": []any{data{"line": projector}}}},
				{"2026-10-15 10:00", "repairer recount@room:A101 done", data{"found": []any{data{"line": projector}}}},
				{"2026-10-19 09:00", "director settle done", nil},
				{"2026-10-22 10:00", "principal approve approve", nil},
			},
			told: []string{
				"10-09 09:00 report:count: director", "10-09 09:00 overdue count: teacher",
				"10-13 10:00 overdue recount: repairer", "10-21 09:00 overdue approve: principal",
				"10-22 10:00 outcome: director",
			},
			ends: "done",
		},
		{
			name: "a class teacher signs late for the new term's supplies", process: "supplies",
			begun: "2026-09-29 09:00", by: "director",
			data:  data{"classes": []any{"A101"}, "lines": []any{data{"item": "g01", "per_class": "2"}}},
			moves: []move{{"2026-10-12 10:00", "teacher sign sign", nil}},
			told: []string{
				"10-08 09:00 remind sign: teacher", "10-09 09:00 report:sign: director", "10-09 09:00 overdue sign: teacher",
				"10-10 09:00 remind sign: teacher", "10-12 10:00 outcome: director",
			},
			ends: "done",
		},
		{
			name: "a room's list is signed late, and checked again at the end", process: "room_list",
			begun: "2026-09-29 09:00", by: "director",
			data: data{"term": "上学期", "rooms": []any{"A101"}, "ends": "2026-10-17"},
			moves: []move{
				{"2026-10-13 09:00", "teacher sign sign", nil},
				{"2026-10-22 09:00", "teacher check sign", data{"student": "许诺", "student_signed": signature, "teacher": "repairer"}},
				{"2026-10-27 09:00", "repairer teacher sign", nil},
				{"2026-10-27 10:00", "teacher head sign", nil},
			},
			told: []string{
				"10-08 09:00 remind sign: teacher", "10-12 09:00 report:sign: director", "10-12 09:00 overdue sign: teacher",
				"10-20 17:30 remind check: teacher", "10-26 09:00 overdue teacher: repairer", "10-27 10:00 outcome: director",
			},
			ends: "done",
		},
	} {
		t.Run(w.name, w.run)
	}
}

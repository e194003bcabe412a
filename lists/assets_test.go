package lists_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zongwu/forms"
	"zongwu/lists"
	"zongwu/store"
)

var assetHeads = []any{"编号", "名称", "类别", "数量", "存放地点", "保管人", "状态", "借给", "应还", "购入", "使用年限", "原价（元）"}

// TestAssetsComeIn: cards come in with the entry their book begins with, a life left empty is the category's, and
// books and entries agree.
func TestAssetsComeIn(t *testing.T) {
	o := newOffice(t)
	content := filled(t, assetHeads,
		[]any{"ZC-2026-1", "投影仪", "电教设备", "1", "一(1)班教室", "head", "在用", "", "", "2026-01-08", "", "4680"},
		[]any{"ZC-2026-2", "地球仪", "教具", "3", "A101", "李玉梅", "借出", "teacher", "2026-12-01", "", "5", "90.50"})
	plan := o.check(t, "assets", content)
	require.True(t, plan.Sound(), "%+v", plan.Faults)
	require.Len(t, plan.New, 2)
	require.Equal(t, 1, o.count(t, "SELECT count(*) FROM assets WHERE school = 'main'"))
	taken, err := o.Take(context.Background(), o.who, "assets", plan.File, plan.Digest)
	require.NoError(t, err)
	require.True(t, taken.Taken)
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM assets a JOIN asset_entries e USING (school) WHERE e.asset = a.id
		AND e.kind = 'opening' AND e.case_id = '' AND a.id = 'ZC-2026-1' AND life_years = 6 AND price = 468000 AND a.room = 'A101'`))
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM asset_entries WHERE asset = 'ZC-2026-2' AND state = 'lent'
		AND lent_to = 'teacher' AND due = '2026-12-01' AND holder = 'head'`))
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM assets WHERE id = 'ZC-2026-2' AND life_years = 5 AND code <> ''`))
	again := o.check(t, "assets", content)
	require.True(t, again.Sound() && again.Empty(), "a life that was left empty is the category's: %+v", again.Faults)
	require.Equal(t, 2, again.Same)
	_, err = o.Save(context.Background(), o.who, "assets", "ZC-2026-1", "", "", nil)
	require.ErrorIs(t, err, store.ErrNotFound)
}

// TestBadCellsOfAssets: each is named, and nothing comes in with them.
func TestBadCellsOfAssets(t *testing.T) {
	o := newOffice(t)
	plan := o.check(t, "assets", filled(t, assetHeads,
		[]any{"ZC-1", "好的", "教具", "1", "A101", "head", "在用", "", "", "", "", "1"},
		[]any{"ZC-2", "", "教具", "0", "Z999", "nobody", "丢了", "", "", "2026-02-31", "", "-1"},
		[]any{"ZC-3", "尺", "教具", "1", "A101", "head", "借出", "", "", "", "", "x"},
		[]any{"ZC-4", "尺", "教具", "1", "A101", "head", "在用", "", "2026-12-01", "", "", "1"},
		[]any{"ZC-1", "又一个", "教具", "1", "A101", "head", "在用", "", "", "", "", "1"},
		[]any{"ZC-2021-0007", "另一个名字", "电教设备", "1", "A101", "teacher", "在用", "", "", "2021-08-20", "6", "4680"},
		[]any{"zc-1", "", "教具", "1", "Z999", "head", "在用", "", "", "", "", "1"},
		[]any{"zc-2021-0007", "又一台", "电教设备", "1", "B101", "teacher", "在用", "", "", "", "", "1"}))
	require.False(t, plan.Sound())
	var cells []string
	for _, fault := range plan.Faults {
		require.NotEmpty(t, fault.Wrong)
		require.Equal(t, plan.Sheet, fault.Sheet)
		cells = append(cells, fault.Cell)
	}
	require.Equal(t, []string{"B3", "D3", "E3", "F3", "G3", "J3", "L3", "H4", "L4", "I5", "A6", "B7", "A8", "B8", "E8", "A9", "E9"}, cells)
	require.Empty(t, plan.File)
	require.Equal(t, 1, o.count(t, "SELECT count(*) FROM assets WHERE school = 'main'"))
}

// TestNumbersOfCards: a card called as another but for small letters and capitals is none, and heads alone are nothing.
func TestNumbersOfCards(t *testing.T) {
	o := newOffice(t)
	plan := o.check(t, "assets", filled(t, assetHeads,
		[]any{"zc-2021-0007", "又一台", "电教设备", "1", "A101", "teacher", "在用", "", "", "", "", "1"}))
	require.Len(t, plan.Faults, 1)
	require.Equal(t, "A2", plan.Faults[0].Cell)
	require.Contains(t, plan.Faults[0].Wrong, "ZC-2021-0007")
	plan = o.check(t, "assets", filled(t, assetHeads,
		[]any{"ZC-1", "陨石", "外星", "1", "A101", "teacher", "在用", "", "", "", "", "1"},
		[]any{"ZC-2", "摆件", "外星二", "1", "A101", "teacher", "在用", "", "", "", "0", "1"}))
	require.True(t, plan.Sound(), "%+v", plan.Faults)
	require.Len(t, plan.Remarks, 1, "one that is said to have no life is none")
	require.Contains(t, plan.Remarks[0], "外星")
	require.Contains(t, plan.Remarks[0], "电教设备")
	plan = o.check(t, "assets", filled(t, assetHeads))
	require.Contains(t, plan.Refusal, "没有内容")
	require.False(t, plan.Sound())
}

// TestWhatACaseWouldRefuse: a workbook has the limits of a case of the register; a cell that cannot be read says so, of
// a card that is there as well.
func TestWhatACaseWouldRefuse(t *testing.T) {
	o := newOffice(t)
	plan := o.check(t, "assets", filled(t, assetHeads,
		[]any{"ZC-1", strings.Repeat("长", 61), "教具", "1", "A101", "head", "在用", "", "", "2099-01-01", "", "1"},
		[]any{"ZC-2", "多件", "教具", "100001", "A101", "head", "在用", "", "", "", "", "1"},
		[]any{"ZC-3", strings.Repeat("长", 60), "教具", "100000", "A101", "head", "在用", "", "", time.Now().AddDate(0, 0, -1).Format(time.DateOnly), "", "1"},
		[]any{"ZC-2021-0007", "多功能投影仪", "电教设备", "1", "A101", "teacher", "在用", "", "", "2021-08-20", "6", "一万八"}))
	var cells []string
	for _, fault := range plan.Faults {
		cells = append(cells, fault.Cell)
		if fault.Cell == "L5" {
			require.Contains(t, fault.Right, "12.50")
			require.NotContains(t, fault.Wrong, "卡片已有")
		}
	}
	require.Equal(t, []string{"B2", "J2", "D3", "L5"}, cells)
}

// TestARoomThatIsCounted: nothing comes into it meanwhile.
func TestARoomThatIsCounted(t *testing.T) {
	o := newOffice(t)
	_, err := o.db.Owner.Exec(`SET session_replication_role = replica;
		INSERT INTO cases (school, id, number, process, version, status, starter, department, fiscal_year, created_at,
			changed_at, seq, state) VALUES ('main', 'counting', 'PD-2026-0001', 'x', 'x', 'open', 'director', 'zwc', 2026, now(),
			now(), 1, '{}');
		INSERT INTO freezes (school, place, case_id, at) VALUES ('main', 'room:A101', 'counting', now());
		SET session_replication_role = origin`)
	require.NoError(t, err)
	plan := o.check(t, "assets", filled(t, assetHeads,
		[]any{"ZC-1", "尺", "教具", "1", "A101", "head", "在用", "", "", "", "", "1"}))
	require.Len(t, plan.Faults, 1)
	require.Equal(t, "E2", plan.Faults[0].Cell)
	require.Contains(t, plan.Faults[0].Wrong, "PD-2026-0001")
}

// TestTheRegisterMoves: what one school exports is, taken by another that has the same rooms and people, the same.
func TestTheRegisterMoves(t *testing.T) {
	o := newOffice(t)
	var out bytes.Buffer
	require.NoError(t, o.Export(context.Background(), o.who, "assets", false, &out))
	_, err := o.db.Owner.Exec(`DELETE FROM asset_entries WHERE school = 'main'`)
	if err != nil { // append-only, for the owner too
		_, err = o.db.Owner.Exec(`SET session_replication_role = replica; DELETE FROM asset_entries WHERE school = 'main';
			DELETE FROM assets WHERE school = 'main'; SET session_replication_role = origin`)
	}
	require.NoError(t, err)
	for _, lang := range []string{forms.English, forms.Chinese} {
		o.who.Lang = lang
		plan := o.check(t, "assets", out.Bytes())
		require.True(t, plan.Sound(), "%+v", plan.Faults)
		require.Len(t, plan.New, 1)
		require.NotEmpty(t, plan.Passed, "what is worked out is only for reading")
		if lang == forms.Chinese {
			taken, err := o.Take(context.Background(), o.who, "assets", plan.File, plan.Digest)
			require.NoError(t, err)
			require.True(t, taken.Taken)
		}
	}
	var anew bytes.Buffer
	require.NoError(t, o.Export(context.Background(), o.who, "assets", false, &anew))
	plan := o.check(t, "assets", anew.Bytes())
	require.True(t, plan.Sound() && plan.Empty(), "%+v", plan.Faults)
	require.Equal(t, 1, plan.Same)
}

// TestNamesakesAreTold: a cell that could be either of two is bad, and says how each is written; written so, by the code
// or the login alone, it is good.
func TestNamesakesAreTold(t *testing.T) {
	o := newOffice(t)
	_, err := o.db.Owner.Exec(`INSERT INTO rooms (school, id, name) VALUES ('main', 'E001', '器材室'), ('main', 'E002', '器材室');
		UPDATE people SET name = '李玉梅' WHERE school = 'main' AND id = 'teacher'`)
	require.NoError(t, err)
	card := func(no, room, holder string) []any {
		return []any{no, "尺", "教具", "1", room, holder, "在用", "", "", "", "", "1"}
	}
	plan := o.check(t, "assets", filled(t, assetHeads, card("ZC-1", "器材室", "buyer"), card("ZC-2", "E001", "李玉梅")))
	require.Len(t, plan.Faults, 2)
	room, holder := plan.Faults[0], plan.Faults[1]
	require.Equal(t, []string{"E2", "F3"}, []string{room.Cell, holder.Cell})
	for _, fault := range []lists.Fault{room, holder} {
		require.Contains(t, fault.Wrong, "有几个同名")
		require.Contains(t, fault.Right, "登录名")
	}
	require.Contains(t, room.Right, "器材室 (E001)、器材室 (E002)")
	require.Contains(t, holder.Right, "李玉梅 (head)、李玉梅 (teacher)")
	plan = o.check(t, "assets", filled(t, assetHeads, card("ZC-1", "器材室 (E001)", "head"), card("ZC-2", "E002", "李玉梅（teacher）")))
	require.True(t, plan.Sound(), "%+v", plan.Faults)
	require.Len(t, plan.New, 2)
}

// TestALifeOfNoYears is said of a category or a card, by its word or as 0; a category's must be said, and a card that
// says nothing has its category's.
func TestALifeOfNoYears(t *testing.T) {
	o := newOffice(t)
	heads := []any{"资产类别", "年限"}
	plan := o.check(t, "lifetimes", filled(t, heads, []any{"图书", "0"}, []any{"文物", "不提折旧"}, []any{"家具", "15"}))
	require.True(t, plan.Sound(), "%+v", plan.Faults)
	_, err := o.Take(context.Background(), o.who, "lifetimes", plan.File, plan.Digest)
	require.NoError(t, err)
	empty := o.check(t, "lifetimes", filled(t, heads, []any{"教具", ""}))
	require.Len(t, empty.Faults, 1)
	require.Equal(t, "B2", empty.Faults[0].Cell)
	page, err := o.Read(context.Background(), o.who, "lifetimes", lists.Query{Q: "图书"})
	require.NoError(t, err)
	require.Equal(t, []string{"图书", "不提折旧"}, page.Rows[0].Cells)
	again := o.check(t, "lifetimes", o.export(t, "lifetimes"))
	require.True(t, again.Sound() && again.Empty(), "%+v", again.Faults)

	card := func(no, category, years string) []any {
		return []any{no, "一件", category, "1", "A101", "head", "在用", "", "", "2020-01-01", years, "100"}
	}
	plan = o.check(t, "assets", filled(t, assetHeads, card("ZC-1", "家具", ""), card("ZC-2", "家具", "0"),
		card("ZC-3", "图书", ""), card("ZC-4", "没列的", ""), card("ZC-5", "家具", "不提折旧"), card("ZC-6", "图书", "3")))
	require.True(t, plan.Sound(), "%+v", plan.Faults)
	_, err = o.Take(context.Background(), o.who, "assets", plan.File, plan.Digest)
	require.NoError(t, err)
	for no, years := range map[string]int{"ZC-1": 15, "ZC-2": 0, "ZC-3": 0, "ZC-4": 0, "ZC-5": 0, "ZC-6": 3} {
		require.Equal(t, 1, o.count(t, `SELECT count(*) FROM assets WHERE id = $1 AND life_years = $2`, no, years), no)
	}
	unlisted, err := o.Unlisted(context.Background(), o.who)
	require.NoError(t, err)
	require.Equal(t, []string{"没列的"}, unlisted)
}

package lists_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"zongwu/forms"
	"zongwu/lists"
	"zongwu/sheets"
	"zongwu/store"
)

// filled is a workbook with a header and rows, as somebody fills it in.
func filled(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	file := excelize.NewFile()
	for i := range rows {
		require.NoError(t, file.SetSheetRow("Sheet1", sheets.At(0, i+1), &rows[i]))
	}
	return packed(t, file)
}

func packed(t testing.TB, file *excelize.File) []byte {
	t.Helper()
	out, err := file.WriteToBuffer()
	require.NoError(t, err)
	require.NoError(t, file.Close())
	return out.Bytes()
}

func (o *office) check(t testing.TB, list string, content []byte) *lists.Plan {
	t.Helper()
	plan, err := o.Check(context.Background(), o.who, list, "x.xlsx", content)
	require.NoError(t, err)
	return plan
}

func (o *office) export(t testing.TB, list string) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, o.Export(context.Background(), o.who, list, false, &out))
	return out.Bytes()
}

func TestFaultsOfWorkbooks(t *testing.T) {
	o := newOffice(t)
	o.save(t, "people", "", "login", "head3", "name", "李玉梅", "department", "jwc") // a second one of the name
	_, err := o.SetDisabled(context.Background(), o.who, "people", "teacher", "", true)
	require.NoError(t, err)
	people := []any{"登录名", "姓名", "部门", "角色", "代理人"}
	suppliers := []any{"编号", "名称", "合同到期"}
	goods := []any{"编号", "名称", "计量单位", "类别", "参考单价（元）", "最低库存", "入口食品", "包装换算", "存放仓库", "预算科目"}
	budgets := []any{"年度", "部门", "预算科目", "预算数（元）"}
	cases := []struct {
		name, list string
		head       []any
		row        []any
		want       []string // cell, what is wrong, what would be right
	}{
		{"an unknown department", "people", people, []any{"x1", "张三", "教务室"}, []string{"C2", "“部门”中没有", "教务处"}},
		{"no name", "people", people, []any{"x1", nil, "教务处"}, []string{"B2", "必填", "请填写"}},
		{"no login", "people", people, []any{nil, "张三", "教务处"}, []string{"A2", "必填", "请填写"}},
		{"a login with capitals", "people", people, []any{"Zhang", "张三", "教务处"}, []string{"A2", "格式", "小写"}},
		{"a login of another school", "people", people, []any{"head@second", "张三", "教务处"}, []string{"A2", "占用", "换一个"}},
		{"an unknown role", "people", people, []any{"x1", "张三", "教务处", "教师、皇帝"}, []string{"D2", "皇帝", "校长"}},
		{"no such day", "suppliers", suppliers, []any{"x1", "书店", "2026-02-30"}, []string{"C2", "不是日期", "2026-09-01"}},
		{"a moment", "suppliers", suppliers, []any{"x1", "书店", 46266.5}, []string{"C2", "不是日期", "2026-09-01"}},
		{"a rule", "goods", goods, []any{"x1", "修理", "次", "服务", nil, nil, nil, nil, "总务库"}, []string{"I2", "服务", ""}},
		{"one name, two persons", "people", people, []any{"x1", "张三", "教务处", nil, "李玉梅"}, []string{"E2", "同名", "李玉梅 (head3)"}},
		{"somebody out of use", "people", people, []any{"teacher", "周小燕", "教务处"}, []string{"A2", "停用", "恢复"}},
		{"the last administrator", "people", people, []any{"admin", "林涛", "总务处", "教师"}, []string{"D2", "系统管理员", "另一位"}},
		{"money in words", "goods", goods, []any{"x1", "尺", "把", "低值易耗品", "两块"}, []string{"E2", "金额", "12.50"}},
		{"half a fen", "goods", goods, []any{"x1", "尺", "把", "低值易耗品", 1.005}, []string{"E2", "金额", "12.50"}},
		{"less than nothing", "goods", goods, []any{"x1", "尺", "把", "低值易耗品", -1}, []string{"E2", "不能小于", "12.50"}},
		{"four places", "goods", goods, []any{"x1", "尺", "把", "低值易耗品", nil, 1.0005}, []string{"F2", "3 位小数", "12.50"}},
		{"neither yes nor no", "goods", goods, []any{"x1", "尺", "把", "低值易耗品", nil, nil, "也许"}, []string{"G2", "“是”或“否”", "填"}},
		{"a pack that is none", "goods", goods, []any{"x1", "尺", "把", "低值易耗品", nil, nil, nil, "一箱八包"}, []string{"H2", "包装换算", "箱=8"}},
		{"a pack of one", "goods", goods, []any{"x1", "尺", "把", "低值易耗品", nil, nil, nil, "箱=1"}, []string{"H2", "不能小于 2", "箱=8"}},
		{"an unknown kind", "goods", goods, []any{"x1", "尺", "把", "玩具"}, []string{"D2", "可选", "低值易耗品"}},
		{"an unknown store", "goods", goods, []any{"x1", "尺", "把", "低值易耗品", nil, nil, nil, nil, "地下室"}, []string{"I2", "可选", "总务库"}},
		{"another unit", "goods", goods, []any{"g01", "A4复印纸70克", "箱", "低值易耗品"}, []string{"C2", "计量单位", "另建"}},
		{"a plan below nothing", "budgets", budgets, []any{2026, "教务处", "办公费", -5}, []string{"D2", "不能小于", "12.50"}},
		{"a year in words", "budgets", budgets, []any{"今年", "教务处", "办公费", 5}, []string{"A2", "整数", "2026"}},
		{"a quota of unknown goods", "quotas", []any{"编号", "物品", "期间", "数量"}, []any{"x1", "金砖", "每年", 3}, []string{"B2", "“物品与服务”中没有", "A4复印纸70克"}},
		{"an unknown category", "quotas", []any{"编号", "分类", "期间", "数量"}, []any{"x1", "贵金属", "每年", 3}, []string{"B2", "可选", "办公用品"}},
		{"an unknown column", "goods", append(append([]any{}, goods...), "颜色"), []any{"x1", "尺", "把", "低值易耗品"}, []string{"K1", "没有这一栏", "计量单位"}},
		{"a column twice", "goods", []any{"编号", "名称", "名称"}, []any{"g01", "尺", "尺"}, []string{"C1", "两次", "删去"}},
		{"no key", "goods", []any{"名称", "计量单位"}, []any{"尺", "把"}, []string{"C1", "缺少“编号”", "加上“编号”"}},
		{"no header", "goods", []any{"x1", "尺"}, []any{"x2", "笔"}, []string{"A1", "没有“物品与服务”的栏目", "编号"}},
		{"what stands under nothing", "goods", goods, []any{"g01", "A4复印纸70克", "包", "低值易耗品", nil, nil, nil, nil, nil, nil, "备注"}, []string{"K2", "缺少“K”", "计量单位"}},
		{"a needed column missing", "goods", []any{"编号", "名称", "计量单位"}, []any{"x1", "尺", "把"}, []string{"A2", "缺少“类别”", "加上"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			plan := o.check(t, c.list, filled(t, c.head, c.row))
			require.Empty(t, plan.Refusal)
			require.NotEmpty(t, plan.Faults)
			require.Empty(t, plan.File, "a workbook with faults is not kept")
			at := -1
			for i, f := range plan.Faults {
				if f.Cell == c.want[0] {
					at = i
				}
			}
			require.GreaterOrEqual(t, at, 0, "%+v", plan.Faults)
			fault := plan.Faults[at]
			require.Equal(t, "Sheet1", fault.Sheet)
			require.Contains(t, fault.Wrong, c.want[1])
			require.Contains(t, fault.Right, c.want[2])
		})
	}
}

// Rows may name each other, whichever comes first; which of them holds is seen over the whole sheet.
func TestRowsNameEachOther(t *testing.T) {
	o := newOffice(t)
	_, err := o.SetDisabled(context.Background(), o.who, "people", "teacher", "", true)
	require.NoError(t, err)
	a, b := []any{"x1", "张三", "教务处", "李四"}, []any{"x2", "李四", "教务处"}
	cases := []struct {
		name string
		rows [][]any
		want []string // cells, with what is wrong; none: it is taken
	}{
		{"the row below", [][]any{a, b}, nil},
		{"the row above", [][]any{b, a}, nil},
		{"by login", [][]any{{"x1", "张三", "教务处", "x2"}, b}, nil},
		{"by both", [][]any{{"x1", "张三", "教务处", "李四 (x2)"}, b}, nil},
		{"each other", [][]any{a, {"x2", "李四", "教务处", "张三"}}, nil},
		{"from somebody known", [][]any{{"head", "李玉梅", "总务处", "李四"}, b}, nil},
		{"themselves", [][]any{{"x1", "张三", "教务处", "张三"}}, []string{"D2 代理人不能是本人"}},
		{"themselves, and bad", [][]any{{"x1", "张三", "教务室", "x1"}}, []string{"C2 “部门”中没有", "D2 代理人不能是本人"}},
		{"nobody", [][]any{{"x1", "张三", "教务处", "王五"}, b}, []string{"D2 “人员”中没有"}},
		{"a bad row", [][]any{a, {"x2", "李四", "教务室"}}, []string{"D2 所填的第 3 行有错", "C3 “部门”中没有"}},
		{"a bad row above", [][]any{{"x2", "李四"}, a}, []string{"C2 必填", "D3 所填的第 2 行有错"}},
		{"a bad row, from a bad row", [][]any{{"x1", "张三", "教务室", "x2"}, {"x2", "李四"}},
			[]string{"C2 “部门”中没有", "D2 所填的第 3 行有错", "C3 必填"}},
		{"a bad row, from somebody known", [][]any{{"head", "李玉梅", "总务处", "x2"}, {"x2", "李四"}},
			[]string{"D2 所填的第 3 行有错", "C3 必填"}},
		{"a login of another school", [][]any{{"x1", "张三", "教务处", "李四"}, {"head@second", "李四", "教务处"}},
			[]string{"D2 所填的第 3 行有错", "A3 占用"}},
		{"each other, one bad", [][]any{a, {"x2", "李四", "教务室", "张三"}},
			[]string{"D2 所填的第 3 行有错", "C3 “部门”中没有"}},
		{"a row out of use", [][]any{{"x1", "张三", "教务处", "teacher"}, {"teacher", "周小燕", "教务处"}},
			[]string{"D2 或已停用", "A3 停用"}},
		{"a row without a login", [][]any{a, {nil, "李四", "教务处"}}, []string{"D2 “人员”中没有", "A3 必填"}},
		{"two new ones of a name", [][]any{a, b, {"x3", "李四", "教务处"}}, []string{"D2 李四 (x2)、李四 (x3)"}},
		{"the name of somebody known", [][]any{{"x1", "张三", "教务处", "李玉梅"}, {"x2", "李玉梅", "教务处"}},
			[]string{"D2 同名"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			plan := o.check(t, "people", filled(t, append([][]any{{"登录名", "姓名", "部门", "代理人"}}, c.rows...)...))
			require.Empty(t, plan.Refusal)
			require.Len(t, plan.Faults, len(c.want), "%+v", plan.Faults)
			for i, want := range c.want {
				cell, wrong, _ := strings.Cut(want, " ")
				require.Equal(t, cell, plan.Faults[i].Cell)
				require.Contains(t, plan.Faults[i].Wrong+plan.Faults[i].Right, wrong)
			}
			require.Equal(t, len(c.want) == 0, plan.File != "")
		})
	}
}

func TestRowsThatNameEachOtherAreTaken(t *testing.T) {
	o := newOffice(t)
	o.save(t, "people", "teacher", "deputy", "head")
	content := filled(t, []any{"登录名", "姓名", "部门", "代理人"}, []any{"x1", "张三", "教务处", "李玉梅 (x2)"},
		[]any{"x2", "李玉梅", "教务处", "张三"}, []any{"teacher", "周小燕", "教务处", "李玉梅"},
		[]any{"buyer", "王建国", "总务处", "张三"})
	plan := o.check(t, "people", content)
	require.True(t, plan.Sound(), "%+v", plan.Faults)
	said := map[string]string{}
	for _, change := range append(plan.New, plan.Changed...) {
		for _, f := range change.Fields {
			if f.Label == "代理人" {
				said[change.ID] = f.After
			}
		}
	}
	require.Equal(t, map[string]string{"x1": "李玉梅 (x2)", "x2": "张三", "buyer": "张三"}, said,
		"what was written before there were two of the name still is who it was")
	require.Zero(t, o.count(t, "SELECT count(*) FROM people WHERE id IN ('x1', 'x2')"))
	_, err := o.Take(context.Background(), o.who, "people", plan.File, plan.Digest)
	require.NoError(t, err)
	require.Equal(t, 4, o.count(t, `SELECT count(*) FROM people WHERE school = 'main' AND (id, deputy) IN
		(('x1', 'x2'), ('x2', 'x1'), ('buyer', 'x1'), ('teacher', 'head'))`))
	again := o.check(t, "people", o.export(t, "people"))
	require.True(t, again.Sound() && again.Empty(), "%+v", again)
}

func TestFormulasAndMergedCells(t *testing.T) {
	o := newOffice(t)
	file := excelize.NewFile()
	require.NoError(t, file.SetSheetRow("Sheet1", "A1", &[]any{"编号", "名称"}))
	require.NoError(t, file.SetSheetRow("Sheet1", "A2", &[]any{"A101", "一班"}))
	require.NoError(t, file.SetCellFormula("Sheet1", "B2", `"一"&"班"`))
	require.NoError(t, file.SetSheetRow("Sheet1", "A3", &[]any{"B1", "甲"}))
	require.NoError(t, file.MergeCell("Sheet1", "B3", "B5"))
	plan := o.check(t, "rooms", packed(t, file))
	require.Len(t, plan.Faults, 2)
	require.Equal(t, "B2", plan.Faults[0].Cell)
	require.Contains(t, plan.Faults[0].Wrong, "公式")
	require.Contains(t, plan.Faults[0].Right, "数值")
	require.Equal(t, "B3:B5", plan.Faults[1].Cell)
	require.Contains(t, plan.Faults[1].Right, "取消合并")
}

func TestWorkbooksRefusedWhole(t *testing.T) {
	o := newOffice(t)
	rows := [][]any{{"编号", "名称"}}
	for i := range 10_050 {
		rows = append(rows, []any{fmt.Sprint("R", i), "x"})
	}
	for name, c := range map[string]struct {
		content []byte
		said    string
	}{
		"no workbook": {[]byte("编号,名称"), "Excel"}, "too many rows": {filled(t, rows...), "10000"},
		"an empty one": {filled(t), "空的"},
	} {
		plan := o.check(t, "rooms", c.content)
		require.Contains(t, plan.Refusal, c.said, name)
		require.False(t, plan.Sound())
	}
	_, err := o.Check(context.Background(), o.who, "calendar", "x.xlsx", filled(t))
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestNothingIsHalfImported(t *testing.T) {
	o := newOffice(t)
	content := filled(t, []any{"编号", "名称", "负责人"}, []any{"A101", "音乐教室"}, []any{"C1", "新教室"}, []any{"C2", "旧教室", "谁"})
	plan := o.check(t, "rooms", content)
	require.Len(t, plan.Faults, 1)
	require.Equal(t, "C4", plan.Faults[0].Cell)
	_, err := o.Take(context.Background(), o.who, "rooms", "nofile", plan.Digest)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.Equal(t, 1, o.count(t, "SELECT count(*) FROM rooms WHERE school = 'main'"))

	content = filled(t, []any{"code", "名称", "负责人 *"}, []any{"A101", "音乐教室"}, []any{"C1", "新教室", "teacher"})
	plan = o.check(t, "rooms", content)
	require.True(t, plan.Sound(), "%+v", plan.Faults)
	require.Len(t, plan.New, 1)
	require.Len(t, plan.Changed, 1)
	require.Equal(t, []lists.Difference{
		{Label: "名称", Before: "一(1)班教室", After: "音乐教室"}, {Label: "负责人", Before: "周小燕", After: ""},
	}, plan.Changed[0].Fields, "what a column leaves empty becomes empty, what has no column stays")
	require.Zero(t, o.count(t, "SELECT count(*) FROM changes"))
	taken, err := o.Take(context.Background(), o.who, "rooms", plan.File, plan.Digest)
	require.NoError(t, err)
	require.True(t, taken.Taken)
	require.Equal(t, 2, o.count(t, "SELECT count(*) FROM changes WHERE file = $1", plan.File))
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM rooms WHERE id = 'A101' AND name = '音乐教室' AND seats = 44
		AND building = '教学楼' AND head = '' AND school = 'main'`))
	taken, err = o.Take(context.Background(), o.who, "rooms", plan.File, plan.Digest)
	require.ErrorIs(t, err, lists.ErrOutdated, "a second time it would do nothing")
	require.True(t, taken.Empty())
}

func TestWhatWasAgreedToIsWhatIsTaken(t *testing.T) {
	o := newOffice(t)
	plan := o.check(t, "rooms", filled(t, []any{"编号", "名称"}, []any{"A101", "音乐教室"}))
	o.save(t, "rooms", "A101", "seats", "1")
	now, err := o.Take(context.Background(), o.who, "rooms", plan.File, plan.Digest)
	require.ErrorIs(t, err, lists.ErrOutdated)
	require.NotEqual(t, plan.Digest, now.Digest)
	_, err = o.Take(context.Background(), o.who, "rooms", plan.File, now.Digest)
	require.NoError(t, err)
	another := o.who
	another.Person = "head"
	_, err = o.Take(context.Background(), another, "rooms", plan.File, now.Digest)
	require.ErrorIs(t, err, store.ErrNotFound, "a workbook is its sender's")
}

func TestBudgetsComeIn(t *testing.T) {
	o := newOffice(t)
	o.post(t, 100000)
	content := filled(t, []any{"年度", "部门", "预算科目", "预算数（元）", "已占用"},
		[]any{2026, "教务处", "办公费", 999, 5}, []any{2027, "jwc", "30201", 12.34, 0})
	plan := o.check(t, "budgets", content)
	require.Equal(t, []string{"已占用"}, plan.Passed)
	require.Len(t, plan.Faults, 1)
	require.Equal(t, "D2", plan.Faults[0].Cell)
	content = filled(t, []any{"年度", "部门", "预算科目", "预算数（元）"},
		[]any{2026, "教务处", "办公费", 1000}, []any{2027, "jwc", "30201", 12.34})
	plan = o.check(t, "budgets", content)
	_, err := o.Take(context.Background(), o.who, "budgets", plan.File, plan.Digest)
	require.NoError(t, err)
	require.Equal(t, 2, o.count(t, `SELECT count(*) FROM budget_lines b WHERE school = 'main' AND
		(id = '2026-jwc-30201' AND planned = 100000 OR id = '2027-jwc-30201' AND planned = 1234) AND planned =
		(SELECT sum(amount) FROM budget_entries e WHERE e.school = 'main' AND line = b.id AND kind = 'plan')`))
}

// What goes out says, coming in again, that nothing changes: in every language, whatever the texts are.
func TestExportComesBackUnchanged(t *testing.T) {
	o := newOffice(t)
	var out []string
	for _, list := range o.Lists() {
		if list.Exports() {
			out = append(out, list.ID)
		}
	}
	odd := rapid.OneOf(
		rapid.StringMatching(`[ =+@'(（)）、,;=\-\n\ta-zA-Z0-9字典]{1,12}`), rapid.String(),
		rapid.SampledFrom([]string{"=1+1", "@x", "-1", "007", "1e5", "head", "30201", "教务处", "教务处 (x)", "TRUE", "2026-09-01", "_x0041_", "总务库"}),
	)
	rapid.Check(t, func(rt *rapid.T) {
		text := func(label string) string {
			s := strings.ToValidUTF8(strings.ReplaceAll(odd.Draw(rt, label), "\x00", ""), "")
			if strings.TrimSpace(s) == "" {
				return "x"
			}
			return s
		}
		for _, statement := range []string{
			`UPDATE people SET name = $1, title = $2 WHERE school = 'main' AND id = 'head'`,
			`UPDATE departments SET name = $1, fund = $2 WHERE school = 'main' AND id = 'jwc'`,
			`UPDATE stores SET name = $1, keeper = $2 WHERE school = 'main' AND id = 'general'`,
			`UPDATE items SET name = $1, proof = $2 WHERE school = 'main' AND id = 'g01'`,
			`UPDATE suppliers SET name = $1, settle = $2 WHERE school = 'main' AND id = 's1'`,
			`UPDATE rooms SET name = $1, building = $2 WHERE school = 'main' AND id = 'A101'`,
			`UPDATE pupils SET name = $1, guardian = $2 WHERE school = 'main' AND id = 'p1'`,
			`UPDATE prices SET name = $1, unit = left($2, 10) WHERE school = 'main' AND id = 'glass'`,
			`UPDATE categories SET name = $1, search = $2 WHERE school = 'main' AND id = 'tap'`,
			`UPDATE assets SET name = $1, category = $2 WHERE school = 'main' AND id = 'ZC-2021-0007'`,
			`UPDATE subjects SET name = $1, search = $2 WHERE school = 'main' AND id = '30201'`,
			`UPDATE funds SET name = $1, note = $2 WHERE school = 'main' AND id = 'public'`,
		} {
			_, err := o.db.Owner.Exec(statement, text("name"), text("other"))
			require.NoError(rt, err)
		}
		_, err := o.db.Owner.Exec(`UPDATE items SET price = $1, low = $2::numeric / 1000 WHERE school = 'main' AND id = 'g01'`,
			rapid.Int64Range(0, 10_000_000_000_000).Draw(rt, "price"), rapid.Int64Range(0, 1e15).Draw(rt, "low"))
		require.NoError(rt, err)
		o.who.Lang = rapid.SampledFrom([]string{forms.Chinese, forms.Traditional, forms.English}).Draw(rt, "lang")
		list := rapid.SampledFrom(out).Draw(rt, "list")
		plan, err := o.Check(context.Background(), o.who, list, "x.xlsx", o.export(t, list))
		require.NoError(rt, err)
		require.True(rt, plan.Sound(), "%s: %s %+v", list, plan.Refusal, plan.Faults)
		require.True(rt, plan.Empty(), "%s: %+v", list, plan.Changed)
		require.Zero(rt, plan.Absent)
		require.Positive(rt, plan.Same)
	})
}

// A workbook written in one language is read in another.
func TestLanguagesOfHeads(t *testing.T) {
	o := newOffice(t)
	o.who.Lang = forms.English
	content := o.export(t, "goods")
	o.who.Lang = forms.Traditional
	plan := o.check(t, "goods", content)
	require.True(t, plan.Sound(), "%+v", plan.Faults)
	require.Empty(t, plan.Faults)
}

func TestTemplateHasNoRows(t *testing.T) {
	o := newOffice(t)
	var out bytes.Buffer
	require.NoError(t, o.Export(context.Background(), o.who, "people", true, &out))
	plan := o.check(t, "people", out.Bytes())
	require.False(t, plan.Sound())
	require.Contains(t, plan.Refusal, "只有栏目")
}

// FuzzImport: whatever stands in the cells, the answer is a plan, every fault has its cell, and nothing is written.
func FuzzImport(f *testing.F) {
	o := newOffice(f)
	f.Add("goods", "编号\t名称\n=g01\t尺\n")
	f.Add("people", "登录名\t姓名\t部门\t角色\nx1\t张三\t教务处\t教师、校长\n")
	f.Add("assets", "编号\t名称\t类别\t数量\t存放地点\t保管人\t状态\t借给\t原价（元）\nA1\t尺\t教具\t1\tA101\thead\t借出\t\t5\n")
	f.Add("budgets", "年度\t部门\t预算科目\t预算数\n2026\tjwc\t30201\t5\n")
	f.Fuzz(func(t *testing.T, list, text string) {
		if found, err := o.Find(list); err != nil || !found.Exports() {
			return
		}
		var rows [][]any
		for _, line := range strings.Split(text, "\n") {
			var row []any
			for _, cell := range strings.Split(line, "\t") {
				row = append(row, sheets.Plain(cell))
			}
			rows = append(rows, row[:min(len(row), 50)])
		}
		plan := o.check(t, list, filled(t, rows...))
		for _, fault := range plan.Faults {
			require.NotEmpty(t, fault.Cell)
			require.NotEmpty(t, fault.Wrong)
		}
		require.Equal(t, plan.Sound(), plan.File != "")
		require.Zero(t, o.count(t, "SELECT count(*) FROM changes"))
	})
}

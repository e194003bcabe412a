package lists_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/lists"
	"zongwu/store"
	"zongwu/store/storetest"
)

// office is a service over a school of its own, and its administrator.
type office struct {
	*lists.Service
	db  *storetest.DB
	who lists.Who
}

// published has the catalogue in force.
var published = storetest.Furnished(func(ctx context.Context, db *storetest.DB) error {
	_, err := (&cases.Service{Store: db.Store}).PublishCatalogue(ctx, "main")
	return err
})

func newOffice(t testing.TB) *office {
	t.Helper()
	db := published(t)
	service, err := lists.New(db.Store, &cases.Service{Store: db.Store}, slog.Default())
	require.NoError(t, err)
	return &office{service, db, lists.Who{School: "main", Person: "admin", Lang: forms.Chinese}}
}

func (o *office) one(t testing.TB, list, id string) *lists.Entry {
	t.Helper()
	entry, err := o.One(context.Background(), o.who, list, id)
	require.NoError(t, err)
	return entry
}

// posted are the inputs of an entry's form as they stand, with some changed: name, value, name, value …
func posted(entry *lists.Entry, changes ...string) url.Values {
	values := url.Values{}
	for _, f := range entry.View.Fields {
		switch {
		case f.Type == "table":
			for _, row := range f.Rows {
				for _, cell := range row.Cells {
					values.Set(cell.Name, cell.Value)
				}
			}
		case f.Many:
			values[f.Name] = f.Values
		case f.Value != "":
			values.Set(f.Name, f.Value)
		}
	}
	for i := 0; i+1 < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
	}
	return values
}

func (o *office) save(t testing.TB, list, id string, changes ...string) *lists.Saved {
	t.Helper()
	entry := o.one(t, list, id)
	saved, err := o.Save(context.Background(), o.who, list, id, entry.Version, "", posted(entry, changes...))
	require.NoError(t, err)
	return saved
}

// failures are what was wrong, by input.
func failures(entry *lists.Entry) map[string][]string {
	out := map[string][]string{}
	for _, f := range entry.View.Fields {
		if len(f.Failures) > 0 {
			out[f.Name] = f.Failures
		}
		for _, row := range f.Rows {
			for _, cell := range row.Cells {
				if len(cell.Failures) > 0 {
					out[cell.Name] = cell.Failures
				}
			}
		}
	}
	return out
}

func (o *office) count(t testing.TB, query string, args ...any) int {
	t.Helper()
	var n int
	require.NoError(t, o.db.Owner.QueryRow(query, args...).Scan(&n))
	return n
}

// Every list can be read, and saving any record as it stands changes nothing: what the form shows is what is kept.
func TestEveryRecordSavedAsItStandsIsUnchanged(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	seen := 0
	for _, list := range o.Lists() {
		ids := []string{list.ID}
		if !list.Single() {
			page, err := o.Read(ctx, o.who, list.ID, lists.Query{})
			require.NoError(t, err, list.ID)
			require.Len(t, page.Rows, page.Total)
			ids = nil
			for _, row := range page.Rows {
				require.Len(t, row.Cells, len(page.Heads))
				ids = append(ids, row.ID)
			}
		}
		if list.Grows { // those there are changed by cases alone
			seen += len(ids)
			continue
		}
		for _, id := range ids {
			saved := o.save(t, list.ID, id)
			require.Nil(t, saved.Refused, "%s %s: %v", list.ID, id, saved.Refused)
			require.False(t, saved.Changed, "%s %s", list.ID, id)
			seen++
		}
	}
	require.Greater(t, seen, 45)
	require.Zero(t, o.count(t, "SELECT count(*) FROM changes"))
}

func TestCreateAndChange(t *testing.T) {
	o := newOffice(t)
	cases := []struct {
		list, id string
		fields   []string
		change   []string
		shown    string // of the changed field in the history
	}{
		{"departments", "kyc", []string{"code", "kyc", "name", "科研处", "fund", "public"}, []string{"head", "head"}, "李玉梅"},
		{"people", "wangw", []string{"login", "wangw", "name", "王伟", "department", "jwc", "roles", "teacher", "trades", "水"},
			[]string{"deputy", "head"}, "李玉梅"},
		{"stores", "sports", []string{"code", "sports", "name", "体育器材库"}, []string{"keeper", "liangw"}, "梁伟"},
		{"goods", "g99", []string{"code", "g99", "name", "彩色粉笔", "unit", "盒", "kind", "consumable", "price", "4.50",
			"pack.0.larger", "箱", "pack.0.size", "20"}, []string{"low", "12.5"}, "12.5"},
		{"quotas", "DE9", []string{"code", "DE9", "category", "教学用品", "period", "year", "quantity", "3"},
			[]string{"department", "jwc"}, "教务处"},
		{"suppliers", "s9", []string{"code", "s9", "name", "新华书店", "settle", "single", "contract_to", "2027-01-31",
			"phone", "000-8800999"}, []string{"settle", "monthly"}, "月结"},
		{"categories", "pipe", []string{"code", "pipe", "name", "水管", "size", "major", "trade", "水"},
			[]string{"size", "minor"}, "小修"},
		{"rooms", "B9", []string{"code", "B9", "name", "录播室", "seats", "40"}, []string{"head", "teacher"}, "周小燕"},
		{"pupils", "p9", []string{"code", "p9", "name", "韩雪", "class_teacher", "head"}, []string{"class_teacher", "teacher"},
			"周小燕"},
		{"prices", "broom", []string{"code", "broom", "name", "扫帚", "unit", "把", "price", "65"},
			[]string{"price", "72.50"}, "72.50元"},
		{"subjects", "30299", []string{"code", "30299", "name", "其他"}, []string{"name", "其他支出"}, "其他支出"},
		{"funds", "gift", []string{"code", "gift", "name", "捐赠"}, []string{"amount", "10000"}, "10,000.00元"},
		{"budgets", "2027-jwc-30213", []string{"year", "2027", "department", "jwc", "subject", "30213", "planned", "500"},
			[]string{"planned", "650.50"}, "650.50元"},
	}
	for _, c := range cases {
		t.Run(c.list, func(t *testing.T) {
			saved := o.save(t, c.list, "", c.fields...)
			require.Nil(t, saved.Refused, "%v", saved.Refused)
			require.Equal(t, c.id, saved.ID)
			require.Equal(t, c.list == "people", saved.Password != "")
			saved = o.save(t, c.list, c.id, c.change...)
			require.Nil(t, saved.Refused)
			require.True(t, saved.Changed)
			entry := o.one(t, c.list, c.id)
			require.Equal(t, "create", entry.History[len(entry.History)-1].Kind)
			require.Equal(t, "林涛", entry.History[0].Actor)
			require.Equal(t, "change", entry.History[0].Kind)
			require.Len(t, entry.History[0].Changed, 1)
			require.Equal(t, c.shown, entry.History[0].Changed[0].After)
			again := o.save(t, c.list, "", c.fields...)
			require.NotNil(t, again.Refused, "a second one of the same key")
			require.False(t, o.save(t, c.list, c.id).Changed)
		})
	}
	require.Zero(t, o.count(t, "SELECT count(*) FROM changes WHERE school <> 'main'"))
}

func TestRefusals(t *testing.T) {
	o := newOffice(t)
	o.post(t, 100000) // the budget of jwc 30201 holds 1,000.00
	cases := []struct {
		name, list, id string
		change         []string
		field, said    string
	}{
		{"a login with capitals", "people", "", []string{"login", "Wang", "name", "x", "department", "jwc"}, "login", "格式"},
		{"a login of another school", "people", "", []string{"login", "head@second", "name", "x", "department", "jwc"},
			"login", "占用"},
		{"a login that is a pupil's code", "people", "", []string{"login", "p1", "name", "x", "department", "jwc"}, "login", "编号"},
		{"a pupil's code that is a login", "pupils", "", []string{"code", "head", "name", "x", "class_teacher", "head"}, "code", "编号"},
		{"a pupil of a pupil", "pupils", "", []string{"code", "p2", "name", "x", "class_teacher", "p1"}, "class_teacher", "找不到"},
		{"no department", "people", "", []string{"login", "x1", "name", "x"}, "department", "必填"},
		{"a department there is not", "people", "", []string{"login", "x1", "name", "x", "department", "nix"}, "department", "找不到"},
		{"a role there is not", "people", "", []string{"login", "x1", "name", "x", "department", "jwc", "roles", "king"},
			"roles", "可选"},
		{"a trade there is not", "people", "repairer", []string{"trades", "铁"}, "trades", "可选"},
		{"a trade that is two", "categories", "tap", []string{"trade", "水、电"}, "trade", "格式"},
		{"one's own deputy", "people", "head", []string{"deputy", "head"}, "deputy", "本人"},
		{"the last administrator", "people", "admin", []string{"roles", "teacher"}, "roles", "系统管理员"},
		{"another unit for what is in stock", "goods", "g01", []string{"unit", "箱"}, "unit", "计量单位"},
		{"a service in a store", "goods", "v01", []string{"store", "general"}, "store", "服务"},
		{"a quota of nothing", "quotas", "", []string{"code", "x", "period", "year", "quantity", "3"}, "category", "必填"},
		{"a quota of two things", "quotas", "DE01", []string{"category", "办公用品"}, "category", "不要再填分类"},
		{"a quota of an asset", "quotas", "DE01", []string{"item", "g19"}, "item", "固定资产"},
		{"a pack of one", "goods", "g01", []string{"pack.0.size", "1"}, "pack.0.size", "2"},
		{"a plan below what is reserved", "budgets", "2026-jwc-30201", []string{"planned", "999.99"}, "planned", "占用"},
		{"another key", "goods", "g01", []string{"code", "g02"}, "code", "不能修改"},
		{"a term that ends first", "calendar", "calendar", []string{"terms.0.to", "2020-01-01"}, "terms.0.to", "早于"},
		{"a day off and on", "calendar", "calendar", []string{"holidays.0.day", "2026-12-01", "workdays.0.day", "2026-12-01"},
			"workdays.0.day", "同一天"},
		{"hours out of order", "calendar", "calendar", []string{"hours.0.from", "09:00", "hours.0.to", "12:00",
			"hours.1.from", "11:00", "hours.1.to", "15:00"}, "hours.1.from", "重叠"},
		{"a school without a name", "school", "school", []string{"name", ""}, "name", "必填"},
		{"an amount that is none", "settings", "settings", []string{"s_permit_from", "viel"}, "s_permit_from", "金额"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before := o.count(t, "SELECT count(*) FROM changes")
			saved := o.save(t, c.list, c.id, c.change...)
			require.NotNil(t, saved.Refused)
			require.Contains(t, failures(saved.Refused), c.field)
			require.Contains(t, failures(saved.Refused)[c.field][0], c.said)
			require.Equal(t, before, o.count(t, "SELECT count(*) FROM changes"))
		})
	}
}

// post reserves an amount on the budget of jwc 30201, as an entry of the book.
func (o *office) post(t testing.TB, fen int64) {
	t.Helper()
	_, err := o.db.Owner.Exec(`
		INSERT INTO budget_entries (school, at, case_id, seq, posting, part, step, branch, row_id, holder, line, kind, amount)
		VALUES ('main', now(), 'x', 1, 0, 0, '', '', '', 'x', '2026-jwc-30201', 'reserve', $1)`, fen)
	require.NoError(t, err)
	_, err = o.db.Owner.Exec(`UPDATE budget_lines SET reserved = reserved + $1
		WHERE school = 'main' AND id = '2026-jwc-30201'`, fen)
	require.NoError(t, err)
}

func TestWhoeverIsSecondIsTold(t *testing.T) {
	o := newOffice(t)
	first, second := o.one(t, "rooms", "A101"), o.one(t, "rooms", "A101")
	saved, err := o.Save(context.Background(), o.who, "rooms", "A101", first.Version, "", posted(first, "seats", "50"))
	require.NoError(t, err)
	require.True(t, saved.Changed)
	saved, err = o.Save(context.Background(), o.who, "rooms", "A101", second.Version, "", posted(second, "name", "音乐教室"))
	require.NoError(t, err)
	require.True(t, saved.Refused.Conflict)
	require.NotEqual(t, second.Version, saved.Refused.Version)
	require.Equal(t, "音乐教室", saved.Refused.View.Fields[1].Value, "what was typed is not lost")
	require.Equal(t, "50", saved.Refused.History[0].Changed[0].After, "and what the other one did is shown")
	require.Equal(t, "一(1)班教室", o.one(t, "rooms", "A101").Title)
}

func TestPlansMoveByEntries(t *testing.T) {
	o := newOffice(t)
	o.post(t, 100000)
	for _, planned := range []string{"30000", "1000.00", "1000.01"} {
		require.True(t, o.save(t, "budgets", "2026-jwc-30201", "planned", planned).Changed)
	}
	require.Equal(t, 100001, o.count(t, `SELECT sum(amount) FROM budget_entries
		WHERE school = 'main' AND line = '2026-jwc-30201' AND kind = 'plan'`))
	require.Equal(t, 4, o.count(t, `SELECT count(*) FROM budget_entries
		WHERE school = 'main' AND line = '2026-jwc-30201' AND kind = 'plan'`))
	require.Equal(t, 100001, o.count(t, `SELECT planned FROM budget_lines WHERE school = 'main' AND id = '2026-jwc-30201'`))
}

func TestOutOfUse(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	cases := []struct{ list, id, said string }{
		{"people", "admin", "自己"}, {"people", "head", "教务处"}, {"people", "storekeeper", "总务库"},
		{"departments", "jwc", "李玉梅"}, {"stores", "general", "A4"}, {"goods", "g01", "总务库"},
		{"rooms", "A101", "多功能投影仪"}, {"subjects", "30201", "白粉笔"},
		{"suppliers", "s6", ""}, {"goods", "g02", ""}, {"people", "buyer", ""}, {"funds", "meals", ""},
	}
	for _, c := range cases {
		refused, err := o.SetDisabled(ctx, o.who, c.list, c.id, "", true)
		require.NoError(t, err)
		require.Equal(t, c.said == "", len(refused.Why) == 0, "%s %s: %v", c.list, c.id, refused)
		if c.said != "" {
			require.Contains(t, refused.Why[0], c.said)
			continue
		}
		if refused.Opens != nil { // nobody could sign for food beside the other buyer: that is agreed to first
			require.False(t, o.one(t, c.list, c.id).Disabled)
			refused, err = o.SetDisabled(ctx, o.who, c.list, c.id, refused.Opens.Digest, true)
			require.NoError(t, err)
		}
		require.False(t, refused.No())
		require.True(t, o.one(t, c.list, c.id).Disabled)
		require.Equal(t, "disable", o.one(t, c.list, c.id).History[0].Kind)
		page, err := o.Read(ctx, o.who, c.list, lists.Query{Q: c.id})
		require.NoError(t, err)
		for _, row := range page.Rows {
			require.NotEqual(t, c.id, row.ID)
		}
		page, err = o.Read(ctx, o.who, c.list, lists.Query{Q: c.id, Disabled: true})
		require.NoError(t, err)
		require.Equal(t, c.id, page.Rows[0].ID)
		require.True(t, page.Rows[0].Disabled)
		refused, err = o.SetDisabled(ctx, o.who, c.list, c.id, "", false)
		require.NoError(t, err)
		require.False(t, refused.No())
		require.False(t, o.one(t, c.list, c.id).Disabled)
	}
	_, err := o.SetDisabled(ctx, o.who, "budgets", "2026-jwc-30201", "", true)
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = o.SetDisabled(ctx, o.who, "people", "head@second", "", true)
	require.ErrorIs(t, err, store.ErrNotFound)
}

// Choices that are no longer offered stay with whoever has them, and nothing else of theirs is lost.
func TestWhatWasChosenOnceStays(t *testing.T) {
	o := newOffice(t)
	_, err := o.db.Owner.Exec(`UPDATE people SET roles = '{gardener,head}' WHERE school = 'main' AND id = 'head'`)
	require.NoError(t, err)
	require.True(t, o.save(t, "people", "head", "title", "主任").Changed)
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM people WHERE id = 'head' AND 'gardener' = ANY(roles)
		AND title = '主任'`))
}

func TestSettings(t *testing.T) {
	o := newOffice(t)
	_, err := o.db.Owner.Exec(`UPDATE schools SET settings = settings || '{"of_another_process": [1]}' WHERE id = 'main'`)
	require.NoError(t, err)
	entry := o.one(t, "settings", "settings")
	i := slices.IndexFunc(entry.View.Fields, func(f forms.FieldView) bool { return f.Name == "s_permit_from" })
	require.GreaterOrEqual(t, i, 0)
	require.Equal(t, "1000.00", entry.View.Fields[i].Value)
	require.Equal(t, "物资采购", entry.Sections["s_permit_from"])
	require.Equal(t, "校长审批起点（元）", entry.View.Fields[i].Label)
	require.Equal(t, "默认 1,000.00元", entry.View.Fields[i].Help)
	refused := o.save(t, "settings", "settings", "s_permit_from", "-1").Refused
	require.NotEmpty(t, failures(refused)["s_permit_from"], "less than nothing")
	require.True(t, o.save(t, "settings", "settings", "s_permit_from", "1500.50", "s_quotes_from", "").Changed)
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM schools WHERE id = 'main' AND settings @>
		'{"permit_from": 150050, "of_another_process": [1]}' AND NOT settings ? 'quotes_from'`))
	history := o.one(t, "settings", "settings").History[0]
	require.Len(t, history.Changed, 2)
	require.Equal(t, "1,500.50元", history.Changed[0].After)
}

func TestCalendar(t *testing.T) {
	o := newOffice(t)
	works := func() int {
		year, err := o.Year(context.Background(), o.who, 2026)
		require.NoError(t, err)
		require.Len(t, year.Months, 12)
		n := 0
		for _, m := range year.Months {
			n += m.Works
		}
		return n
	}
	before := works()
	require.True(t, o.save(t, "calendar", "calendar", "holidays.0.day", "2026-11-23", "holidays.0.name", "校庆",
		"workdays.0.day", "2026-11-28", "workdays.1.day", "2026-11-29", "closures.0.name", "台风",
		"closures.0.from", "2026-11-24", "closures.0.to", "2026-11-25", "hours.0.from", "08:30", "hours.0.to", "16:00").Changed)
	require.Equal(t, before-1+2-2, works())
	year, err := o.Year(context.Background(), o.who, 2026)
	require.NoError(t, err)
	week := year.Months[10].Weeks[4] // 23 to 29 November
	require.Equal(t, lists.Day{Number: 23, Date: "2026-11-23", Odd: true, Term: true, Own: true}, week[0])
	require.Equal(t, lists.Day{Number: 24, Date: "2026-11-24", Odd: true, Term: true, Closed: true}, week[1])
	require.Equal(t, lists.Day{Number: 28, Date: "2026-11-28", Works: true, Odd: true, Term: true, Own: true}, week[5])
	require.False(t, o.save(t, "calendar", "calendar").Changed)
}

func TestPasswords(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	word, err := o.ResetPassword(ctx, o.who, "head")
	require.NoError(t, err)
	require.Len(t, word, 12)
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM people WHERE id = 'head' AND password_hash LIKE '$argon2id$%'`))
	_, err = o.ResetPassword(ctx, o.who, "head@second")
	require.ErrorIs(t, err, store.ErrNotFound)
	given, left, err := o.FirstPasswords(ctx, o.who)
	require.NoError(t, err)
	require.Len(t, given, 16)
	require.Zero(t, left)
	given, _, err = o.FirstPasswords(ctx, o.who)
	require.NoError(t, err)
	require.Empty(t, given)
	var dump bytes.Buffer
	rows, err := o.db.Owner.Query(`SELECT row_to_json(c)::text FROM changes c`)
	require.NoError(t, err)
	for rows.Next() {
		var line string
		require.NoError(t, rows.Scan(&line))
		dump.WriteString(line)
	}
	require.NoError(t, rows.Err())
	require.NotContains(t, dump.String(), word)
	require.NotContains(t, dump.String(), "argon2id")
}

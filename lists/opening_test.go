package lists_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"zongwu/lists"
)

// A workbook of people says on its plan what nobody could do any more; to take it is to agree to that, and only to that.
func TestWorkbooksTakeRolesAway(t *testing.T) {
	o := newOffice(t)
	plan := o.check(t, "people", filled(t, []any{"登录名", "角色"}, []any{"cashier", ""}, []any{"teacher", "教师、出纳"}))
	require.True(t, plan.Sound(), "%+v", plan.Faults)
	require.Nil(t, plan.Opens, "another one is appointed in the same sheet")

	plan = o.check(t, "people", filled(t, []any{"登录名", "角色"}, []any{"cashier", ""}))
	require.True(t, plan.Sound(), "%+v", plan.Faults)
	require.NotNil(t, plan.Opens)
	require.Contains(t, plan.Opens.Advice[0].Text.Zh, "请指定出纳。")
	require.Equal(t, []string{"cashier"}, plan.Opens.Advice[0].Roles)
	require.Equal(t, "cashier", o.one(t, "people", "cashier").ID)
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM people WHERE school = 'main' AND 'cashier' = ANY(roles)`))

	o.save(t, "people", "teacher", "roles", "cashier") // meanwhile somebody else is appointed: it would do something else
	now, err := o.Take(context.Background(), o.who, "people", plan.File, plan.Digest)
	require.ErrorIs(t, err, lists.ErrOutdated)
	require.Nil(t, now.Opens)
	taken, err := o.Take(context.Background(), o.who, "people", plan.File, now.Digest)
	require.NoError(t, err)
	require.True(t, taken.Taken)
	require.Zero(t, o.count(t, `SELECT count(*) FROM notices WHERE what = 'gap'`))

	plan = o.check(t, "people", filled(t, []any{"登录名", "角色"}, []any{"teacher", ""}))
	taken, err = o.Take(context.Background(), o.who, "people", plan.File, plan.Digest)
	require.NoError(t, err)
	require.True(t, taken.Taken)
	require.NotZero(t, o.count(t, `SELECT count(*) FROM notices WHERE what = 'gap' AND person = 'director'`))
	require.Zero(t, o.count(t, `SELECT count(*) FROM notices WHERE what = 'gap' AND person = 'admin'`), "who did it knows")
}

// Saving what takes nothing away from the office asks nothing: a name, a post, one more role.
func TestOrdinaryChangesAskNothing(t *testing.T) {
	o := newOffice(t)
	for _, c := range [][]string{{"name", "王海洋"}, {"title", "采购组长"}, {"deputy", "buyer2"}} {
		saved := o.save(t, "people", "buyer", c...)
		require.Nil(t, saved.Opens)
		require.True(t, saved.Changed)
	}
	saved := o.save(t, "people", "cashier", "roles", "teacher")
	require.NotNil(t, saved.Opens)
	require.NotNil(t, saved.Refused)
	require.Contains(t, saved.Opens.Lead, "去掉邓晓云的“出纳”后")
	require.Zero(t, o.count(t, `SELECT count(*) FROM changes WHERE list = 'people' AND record = 'cashier'`))
}

package store_test

import (
	"errors"
	"testing"

	"github.com/lib/pq"

	"zongwu/store/storetest"
)

// TestBalancesAreNeverNegative: whatever the program forgets to ask, the database itself holds no goods that are not
// there, no budget spent twice and no debt below nothing.
func TestBalancesAreNeverNegative(t *testing.T) {
	db := storetest.New(t)
	for _, statement := range []string{
		`INSERT INTO stock (school, store, item, quantity) VALUES ('main', 'general', 'g01', -0.001)`,
		`INSERT INTO stock (school, store, item, quantity, value) VALUES ('main', 'general', 'g01', 1, -1)`,
		`INSERT INTO stock (school, store, item, quantity, value) VALUES ('main', 'general', 'g01', 0, 1)`,
		`INSERT INTO stock_lots (school, store, item, lot, expires, quantity)
			VALUES ('main', 'general', 'g01', 'L', 'infinity', -0.001)`,
		`UPDATE budget_lines SET reserved = planned + 1`,
		`UPDATE budget_lines SET reserved = planned, spent = 1`,
		`UPDATE budget_lines SET reserved = -1`,
		`UPDATE budget_lines SET spent = -1`,
	} {
		_, err := db.Owner.Exec(statement)
		var refused *pq.Error
		if !errors.As(err, &refused) || refused.Code.Name() != "check_violation" {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

package main

const (
	aStore, aCases, aServer = "./store", "./cases", "./server"

	firstSchema = "store/migrations/00001_schools.sql"
	caseSchema  = "store/migrations/00002_cases.sql"
	bookSchema  = "store/migrations/00003_books.sql"
)

// switches are what must never be off, each with tests of ours that say so.
func switches() []mutant {
	return []mutant{
		{
			Name: "unique (case, seq)", Package: aStore, Tests: []string{"TestOneTransitionPerSeq"},
			Edits: []edit{
				{caseSchema, "PRIMARY KEY (school, case_id, seq),\n  FOREIGN KEY (school, case_id) REFERENCES cases",
					"CHECK (seq > 0),\n  FOREIGN KEY (school, case_id) REFERENCES cases"},
				{caseSchema, "PRIMARY KEY (school, case_id, seq),\n  FOREIGN KEY (school, case_id, seq) REFERENCES transitions",
					"CHECK (seq > 0)"},
			},
		},
		{
			Name: "waiting for the idempotency key", Package: aStore, Tests: []string{"TestTheSameKeyIsTakenOnce"},
			Edits: []edit{{"store/migrations/00015_spared.sql",
				"PERFORM pg_advisory_xact_lock(hashtextextended(this_school() || '/' || who || '/' || wanted, 0));", ""}},
		},
		{
			Name: "answer of the idempotency key", Package: aCases,
			Tests: []string{"TestTheSameRequestTwentyTimesAtOnce", "TestARefusedRequestLeavesItsKey"},
			Edits: []edit{{"store/migrations/00015_spared.sql", "k.actor = who AND k.key = wanted;", "false;"}},
		},
		{
			Name: "lock of the case", Package: aCases,
			Tests: []string{"TestFortyActionsAtOnceOnOneCase", "TestRacesHaveOneWinner", "TestOnePersonsTwoSessionsCannotDoBothDuties"},
			Edits: []edit{{"store/cases.go", "number = $1), $1)) FOR UPDATE)", "number = $1), $1)))"}},
		},
		{
			Name: "lock of the budget", Package: aStore, Tests: []string{"TestTheLastYuanIsReservedOnce"},
			Edits: []edit{{"store/budget.go", "ORDER BY id FOR UPDATE`", "ORDER BY id`"}},
		},
		{
			Name: "lock of the stock", Package: aStore, Tests: []string{"TestTheLastOnesInStockAreIssuedOnce"},
			Edits: []edit{
				{"store/stock.go", "ORDER BY store, item FOR UPDATE`", "ORDER BY store, item`"},
				{"store/stock.go", "s.item = $2 FOR UPDATE OF s`", "s.item = $2`"},
			},
		},
		{
			Name: "duties kept apart", Package: aCases,
			Tests: []string{"TestWhoAskedNeverApprovesNorAccepts", "TestWhoeverBoughtDoesNotAccept", "TestOnePersonsTwoSessionsCannotDoBothDuties"},
			Edits: []edit{{"processes/except.go", "for _, ex := range list {\n\t\tif ex.Persons != nil {",
				"for _, ex := range list[:0] {\n\t\tif ex.Persons != nil {"}},
		},
		{
			Name: "cross-site check", Package: aServer, Tests: []string{"TestCSRF"},
			Edits: []edit{{"server/server.go", "s.headers, s.sameOrigin, s.inTurn", "s.headers, s.inTurn"}},
		},
		{
			Name: "row security of one table", Package: aStore,
			Tests: []string{"TestEveryTableIsProtected", "TestOneSchoolSeesNothingOfAnother", "TestEveryTableIsApart"},
			Edits: []edit{{bookSchema, "SELECT protect('stock_lots', 'SELECT, INSERT, UPDATE');",
				"GRANT SELECT, INSERT, UPDATE ON stock_lots TO zongwu_app;"}},
		},
		{
			Name: "row security on writing", Package: aStore, Tests: []string{"TestWritingForAnotherSchoolIsRefused", "TestEveryTableIsApart"},
			Edits: []edit{{firstSchema, "WITH CHECK (%I = nullif(current_setting(''app.school'', true), ''''))'", "WITH CHECK (%I IS NOT NULL)'"}},
		},
		{
			Name: "dropping of seen transitions", Package: "./workflows", Tests: []string{"TestSignalsInAnyOrder", "TestAnyDelivery"},
			Edits: []edit{{"workflows/news.go", "if c.Seq <= r.Seq {", "if c.Seq < 0 {"}},
		},
		{
			Name: "escaping in pages", Package: aServer, Tests: []string{"TestDefinitions"},
			Edits: []edit{
				{"server/pages/functions.go", "\"add\":     add,", "\"add\":     add,\n\t\t\"bare\": func(s string) template.HTML { return template.HTML(s) },"},
				{"server/pages/templates/tasks.html", "<small>{{.Label}}</small> {{end}}{{.Text}}</span>",
					"<small>{{.Label}}</small> {{end}}{{bare .Text}}</span>"},
			},
		},
		{
			Name: "texts of workbooks", Package: "./sheets", Tests: []string{"TestTextsThatLookLikeFormulas"},
			Edits: []edit{{"sheets/write.go", "case string:\n\t\t\tout[i] = excelize.Cell{StyleID: f.cells[AsText], Value: Plain(v)}",
				"case string:\n\t\t\tout[i] = excelize.Cell{StyleID: f.cells[AsText], Value: Plain(v)}\n" +
					"\t\t\tif strings.HasPrefix(v, \"=\") {\n\t\t\t\tout[i] = excelize.Cell{Formula: v[1:]}\n\t\t\t}"}},
		},
		{
			Name: "check of the budget", Package: aCases, Tests: []string{"TestOverBudgetIsRefusedAtTheApproval", "TestTheLastYuan"},
			Edits: []edit{{"store/budget.go", "case amount > line.available():", "case false:"}},
		},
		{
			Name: "check of the stock", Package: aStore, Tests: []string{"TestStockAgreesWithAModel", "TestTheLastOnesInStockAreIssuedOnce"},
			Edits: []edit{{"store/stock.go", "if wanted.GreaterThan(there) {\n\t\treturn", "if false {\n\t\treturn"}},
		},
		{
			Name: "stock never below nothing", Package: aStore, Tests: []string{"TestBalancesAreNeverNegative"},
			Edits: []edit{{bookSchema, "quantity numeric(18,3) NOT NULL DEFAULT 0 CHECK (quantity >= 0),", "quantity numeric(18,3) NOT NULL DEFAULT 0,"}},
		},
		{
			Name: "previous digest in the next", Package: aStore,
			Tests: []string{"TestTamperingIsFoundAtItsPlace", "TestTheDocumentedExampleIsTrue"},
			Edits: []edit{{"store/trail.go", "told[\"previous\"], told[\"effects\"] = school, caseID, previous, effects",
				"told[\"previous\"], told[\"effects\"] = school, caseID, \"\", effects"}},
		},
		{
			Name: "order of the trail", Package: aStore, Tests: []string{"TestTamperingIsFoundAtItsPlace"},
			Edits: []edit{{"store/verify_trail.go", "case row.Previous != previous:\n\t\treturn \"does not continue the one before\"\n\t", ""}},
		},
		{
			Name: "new session at sign-in", Package: aServer, Tests: []string{"TestFixation"},
			Edits: []edit{{"server/session.go", "\tcookie := s.cookie(who.token, sessionLife)\n\thttp.SetCookie(c.Writer, &cookie)\n\ts.asChosen",
				"\tif given := s.tokenOf(c.Request); given != \"\" {\n\t\twho.token = given\n\t}\n" +
					"\tcookie := s.cookie(who.token, sessionLife)\n\thttp.SetCookie(c.Writer, &cookie)\n\ts.asChosen"}},
		},
		{
			Name: "limit on sign-in", Package: aServer, Tests: []string{"TestThrottle"},
			Edits: []edit{{"server/session.go", "if wait > 0 {\n\t\tp := s.problem", "if wait < 0 {\n\t\tp := s.problem"}},
		},
	}
}

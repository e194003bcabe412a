package server

import (
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

const (
	eventsPath = "/api/v1/events"
	docsPath   = "/api/docs" // the one page among the calls: it reads as every page does
)

// public are the addresses anybody may ask for. Everything else needs somebody signed in; routes_test.go holds this
// list against a second one, so that it does not grow by accident.
var public = []string{
	"GET /", "GET /login", "POST /login", "POST /language", "POST /theme", "GET /static/*file",
	"GET /q/:code", "POST /q/:code", "POST /api/v1/reports", // where the school allows it
	"POST /api/v1/session", "GET /api/openapi.json", "GET /api/docs",
	"GET /healthz", "GET /readyz", "GET /metrics",
}

func isPublic(method, path string) bool { return slices.Contains(public, method+" "+path) }

const (
	get  = http.MethodGet
	post = http.MethodPost
	put  = http.MethodPut
	del  = http.MethodDelete
)

// Errors that calls can answer beside those of every call.
var (
	reads  = []int{403, 404}
	sends  = []int{413, 415}
	writes = []int{403, 404, 409, 413, 415, 422}
)

// routes is the whole URL map.
func (s *Server) routes(engine *gin.Engine, api huma.API) {
	v1 := func(method, path string, body bodyKind, id, summary string, errors ...int) call {
		return call{method: method, path: "/api/v1" + path, body: body, id: id, summary: summary, errors: errors}
	}
	made := func(c call) call { c.created = true; return c }

	register(s, api, v1(post, "/session", jsonBody, "sign-in", "Sign in", sends...), s.signIn)
	register(s, api, v1(del, "/session", noBody, "sign-out", "Sign out"), s.signOut)
	register(s, api, v1(get, "/me", noBody, "me", "Who I am"), s.whoAmI)
	register(s, api, v1(put, "/me/leave", jsonBody, "put-my-leave", "When I am away, and my deputy", writes...),
		s.putMyLeave)

	register(s, api, v1(get, "/processes", noBody, "list-processes", "Processes in force"), s.listProcesses)
	register(s, api, v1(get, "/processes/{id}", noBody, "get-process", "A definition", reads...), s.getProcess)
	register(s, api, v1(put, "/processes/{id}", yamlBody, "put-process", "Put a definition in force", writes...),
		s.putProcess)
	register(s, api, v1(post, "/processes/{id}/run", jsonBody, "run-process", "Have its schedule run by hand", writes...),
		s.runProcess)
	register(s, api, v1(post, "/processes/check", yamlBody, "check-process", "Check a definition", writes...),
		s.checkProcess)

	register(s, api, made(v1(post, "/cases", jsonBody, "create-case", "Begin a case", writes...)), s.createCase)
	register(s, api, v1(get, "/cases", noBody, "list-cases", "Cases I may see"), s.listCases)
	register(s, api, v1(get, "/cases/{id}", noBody, "get-case", "A case, by id or number", reads...), s.getCase)
	register(s, api, v1(post, "/cases/{id}/actions", jsonBody, "act-on-case", "An action on a case", writes...),
		s.actOnCase)
	register(s, api, v1(get, "/cases/{id}/trail", noBody, "get-trail", "A case's hash chain", reads...), s.getTrail)
	register(s, api, v1(get, "/tasks", noBody, "list-tasks", "My open tasks"), s.listTasks)
	register(s, api, v1(get, "/tasks/{id}", noBody, "get-task", "One open task", reads...), s.getTask)
	register(s, api, v1(post, "/tasks/{id}", jsonBody, "take-outcome", "Take a task's outcome", writes...), s.takeOutcome)
	register(s, api, v1(post, "/tasks/{id}/actions", jsonBody, "act-on-task", "An action on a task", writes...),
		s.actOnTask)

	register(s, api, v1(get, "/notices", noBody, "list-notices", "What I was told"), s.listNotices)

	register(s, api, made(v1(post, "/files", fileBody, "create-file", "Upload a file", writes...)), s.createFile)
	register(s, api, v1(get, "/files/{id}", noBody, "get-file", "Download a file", reads...), s.getFile)

	s.reportRoutes(engine, api, v1)
	register(s, api, v1(get, "/admin/stuck", noBody, "get-stuck", "What is stuck, and why", 403), s.getStuck)
	s.listRoutes(api, v1)
	register(s, api, v1(get, "/events", noBody, "events", "Server-sent events", reads...), s.streamEvents)

	engine.GET("/api/openapi.json", s.openAPI)
	engine.GET(docsPath, s.readDocs)
	engine.GET("/healthz", s.healthz)
	engine.GET("/readyz", s.readyz)
	engine.GET("/metrics", s.metrics())
	engine.GET("/static/*file", s.static())
	s.pageRoutes(engine)
}

// listRoutes are the books and the lists beside them, each with one of its things.
func (s *Server) listRoutes(api huma.API, v1 func(string, string, bodyKind, string, string, ...int) call) {
	register(s, api, v1(get, "/stock", noBody, "list-stock", "Stock", 403), s.listStock)
	register(s, api, v1(get, "/stock/{item}", noBody, "get-stock", "An item's stock", reads...), s.getStock)
	register(s, api, v1(get, "/stock/{item}/entries", noBody, "stock-entries", "An item's entries", reads...),
		s.stockEntries)
	register(s, api, v1(get, "/budgets", noBody, "list-budgets", "Budgets", 403), s.listBudgets)
	register(s, api, v1(get, "/budgets/{id}", noBody, "get-budget", "A budget", reads...), s.getBudget)
	register(s, api, v1(get, "/budgets/{id}/entries", noBody, "budget-entries", "A budget's entries", reads...),
		s.budgetEntries)
	register(s, api, v1(get, "/payables", noBody, "list-payables", "Payables", 403), s.listPayables)
	register(s, api, v1(get, "/payables/{id}", noBody, "get-payable", "A payable", reads...), s.getPayable)
	register(s, api, v1(get, "/payables/{id}/entries", noBody, "payable-entries", "A payable's entries", reads...),
		s.payableEntries)

	register(s, api, v1(get, "/assets", noBody, "list-assets", "The asset register"), s.listAssets)
	register(s, api, v1(get, "/assets/{id}", noBody, "get-asset", "A card of the register", reads...), s.getAsset)
	register(s, api, v1(get, "/assets/{id}/entries", noBody, "asset-entries", "What happened to it", reads...),
		s.assetEntries)
	register(s, api, v1(post, "/assets/{id}/label", jsonBody, "renew-asset-label", "A new code for its label", writes...),
		s.relabelAsset)
	register(s, api, v1(post, "/rooms/{id}/label", jsonBody, "renew-room-label", "A new code for its label", writes...),
		s.relabelRoom)
	register(s, api, v1(get, "/receivables", noBody, "list-receivables", "What is owed to the school", 403),
		s.listReceivables)
	register(s, api, v1(get, "/receivables/{id}", noBody, "get-receivable", "A debt", reads...), s.getReceivable)
	register(s, api, v1(get, "/receivables/{id}/entries", noBody, "receivable-entries", "A debt's entries", reads...),
		s.receivableEntries)

	register(s, api, v1(get, "/quotas", noBody, "list-quotas", "Quotas, department by department", 403), s.listQuotas)
	register(s, api, v1(get, "/quotas/{id}", noBody, "get-quota", "A quota of a department", reads...), s.getQuota)

	register(s, api, v1(get, "/suppliers", noBody, "list-suppliers", "Suppliers"), s.listSuppliers)
	register(s, api, v1(get, "/suppliers/{id}", noBody, "get-supplier", "A supplier", reads...), s.getSupplier)
	register(s, api, v1(get, "/persons", noBody, "list-persons", "Persons"), s.listPersons)
	register(s, api, v1(get, "/persons/{id}", noBody, "get-person", "A person", reads...), s.getPerson)
	register(s, api, v1(put, "/persons/{id}/leave", jsonBody, "put-leave", "When a person is away, and their deputy",
		writes...), s.putLeave)
	register(s, api, v1(get, "/pupils", noBody, "list-pupils", "Pupils: those one answers for, for the office all"),
		s.listPupils)
	register(s, api, v1(get, "/pupils/{id}", noBody, "get-pupil", "A pupil", reads...), s.getPupil)
	register(s, api, v1(get, "/items", noBody, "list-items", "Goods and services"), s.listItems)
	register(s, api, v1(get, "/items/{id}", noBody, "get-item", "A good or service", reads...), s.getItem)
	register(s, api, v1(get, "/rooms", noBody, "list-rooms", "Rooms"), s.listRooms)
	register(s, api, v1(get, "/rooms/{id}", noBody, "get-room", "A room", reads...), s.getRoom)
	register(s, api, v1(get, "/categories", noBody, "list-categories", "Categories of repairs"), s.listCategories)
	register(s, api, v1(get, "/categories/{id}", noBody, "get-category", "A category of repairs", reads...), s.getCategory)
	register(s, api, v1(get, "/departments", noBody, "list-departments", "Departments"), s.listDepartments)
	register(s, api, v1(get, "/departments/{id}", noBody, "get-department", "A department", reads...), s.getDepartment)
	register(s, api, v1(get, "/subjects", noBody, "list-subjects", "Budget subjects"), s.listSubjects)
	register(s, api, v1(get, "/prices", noBody, "list-prices", "The price list for what has no card"), s.listPrices)
	register(s, api, v1(get, "/prices/{id}", noBody, "get-price", "An entry of the price list", reads...), s.getPrice)
	register(s, api, v1(get, "/subjects/{id}", noBody, "get-subject", "A budget subject", reads...), s.getSubject)
}

// reportRoutes are what is reported by labels: by anybody the school allows it, looked at by the director.
func (s *Server) reportRoutes(
	engine *gin.Engine, api huma.API, v1 func(string, string, bodyKind, string, string, ...int) call,
) {
	s.bodies[post+" /api/v1/reports"] = reportBody
	engine.POST("/api/v1/reports", s.postReport)
	describeReport(api)
	register(s, api, v1(get, "/reports", noBody, "list-reports", "What was reported by labels", 403), s.listReports)
	register(s, api, v1(get, "/reports/{id}", noBody, "get-report", "A report", reads...), s.getReport)
	register(s, api, v1(get, "/reports/{id}/photos/{n}", noBody, "get-report-photo", "A picture of a report", reads...),
		s.getReportPhoto)
	register(s, api, v1(post, "/reports/{id}/discard", jsonBody, "discard-report", "A report comes to nothing",
		writes...), s.discardReport)
}

// pageRoutes are the pages.
func (s *Server) pageRoutes(engine *gin.Engine) {
	s.page(engine, get, "/", s.pageHome)
	s.page(engine, get, "/login", s.pageLogin)
	s.page(engine, post, "/login", s.postLogin)
	s.page(engine, post, "/logout", s.postLogout)
	s.page(engine, post, "/language", s.postLanguage)
	s.page(engine, post, "/theme", s.postTheme)
	s.page(engine, get, "/tasks", s.reading(s.pageTasks))
	s.page(engine, post, "/tasks/decide", s.postDecide)
	s.page(engine, get, "/me", s.pageMe)
	s.page(engine, post, "/me/leave", s.postMyLeave)
	s.page(engine, post, "/me/remarks", s.postRemarks)
	s.page(engine, post, "/me/signature", s.postSignature)
	s.page(engine, get, "/me/signatures/:id", s.pageSignature)
	s.page(engine, get, "/cases/:number/signatures/:id", s.pageSignature)
	s.page(engine, post, "/me/password", s.postMyPassword)
	s.page(engine, post, "/me/sessions", s.postMySessions)
	s.page(engine, post, "/notices/read", s.postReadNotices)
	s.page(engine, get, "/new", s.reading(s.pageNew))
	s.page(engine, get, "/new/:process", s.pageStart)
	s.page(engine, post, "/new/:process", s.postStart)
	s.page(engine, get, "/pick/:kind", s.pagePick)
	s.page(engine, get, "/cases", s.reading(s.pageCases))
	s.page(engine, post, "/cases/views", s.postView)
	s.page(engine, get, "/cases/:number", s.pageCase)
	s.page(engine, get, "/cases/:number/print", s.pagePrint)
	s.page(engine, get, "/cases/:number/pdf", s.pagePDF)
	s.page(engine, post, "/cases/:number/actions", s.postCaseAction)
	s.page(engine, post, "/cases/:number/tasks/:task", s.postTask)
	s.page(engine, post, "/cases/:number/tasks/:task/actions", s.postTaskAction)
	s.page(engine, get, "/stock", s.reading(s.pageStock))
	s.page(engine, get, "/stock/:item/entries", s.reading(s.pageStockEntries))
	s.page(engine, get, "/budgets", s.reading(s.pageBudgets))
	s.page(engine, get, "/budgets/:id/entries", s.reading(s.pageBudgetEntries))
	s.page(engine, get, "/quotas", s.reading(s.pageQuotas))
	s.page(engine, get, "/payables", s.reading(s.pagePayables))
	s.page(engine, get, "/payables/:id/entries", s.reading(s.pagePayableEntries))
	s.page(engine, get, "/payables/suppliers/:supplier", s.reading(s.pageSupplier))
	s.ownedRoutes(engine)
	s.exportRoutes(engine)
	s.adminRoutes(engine)
	s.page(engine, get, "/admin/gallery", s.pageGallery)
	s.page(engine, post, "/admin/gallery", s.postGallery)
	s.page(engine, get, "/admin/processes", s.pageDefinitions)
	s.page(engine, get, "/admin/processes/:id", s.pageDefinition)
	s.page(engine, post, "/admin/processes", s.postDefinition)
	s.page(engine, get, "/admin/processes/:id/run", s.pageRun)
	s.page(engine, post, "/admin/processes/:id/run", s.postRun)
}

// ownedRoutes are the pages of what the school owns, of what is owed to it, and of labels, and the list of all reports.
func (s *Server) ownedRoutes(engine *gin.Engine) {
	s.page(engine, get, reportsPath, s.reading(s.pageReports))
	s.page(engine, get, "/assets", s.reading(s.pageAssets))
	s.page(engine, get, "/assets/agreement", s.reading(s.pageAgreement))
	s.page(engine, get, "/assets/:id", s.reading(s.pageAsset))
	s.page(engine, get, "/receivables", s.reading(s.pageReceivables))
	s.page(engine, get, "/receivables/:id/entries", s.reading(s.pageReceivableEntries))
	s.page(engine, get, "/receivables/:id/bill", s.reading(s.pageBill))
	s.page(engine, get, "/rooms", s.reading(s.pageRooms))
	s.page(engine, get, "/rooms/:id", s.reading(s.pageRoom))
	s.page(engine, post, "/rooms/:id/label", s.postRelabelRoom)
	s.page(engine, post, "/assets/:id/label", s.postRelabelAsset)
	s.page(engine, get, "/labels", s.reading(s.pageLabels))
	s.page(engine, get, "/q/:code", s.pageLabel)
	s.page(engine, post, "/q/:code", s.postLabel)
	s.bodies[post+" /q/:code"] = reportBody
	s.page(engine, get, reportedPath, s.pageReported)
	s.page(engine, post, reportedPath+"/:id", s.postReported)
	s.page(engine, get, reportedPath+"/:id/photos/:n", s.pageReportPhoto)
}

// exportRoutes are books and lists as workbooks, narrowed as their pages are.
func (s *Server) exportRoutes(engine *gin.Engine) {
	s.page(engine, get, "/export/stock", s.exportStock)
	s.page(engine, get, "/export/stock/:id", s.exportStockEntries)
	s.page(engine, get, "/export/budgets", s.exportBudgets)
	s.page(engine, get, "/export/budgets/:id", s.exportBudgetEntries)
	s.page(engine, get, "/export/payables", s.exportPayables)
	s.page(engine, get, "/export/payables/:id", s.exportPayableEntries)
	s.page(engine, get, "/export/payables/suppliers/:supplier", s.exportSupplier)
	s.page(engine, get, "/export/assets", s.exportAssets)
	s.page(engine, get, "/export/cases", s.exportCases)
}

// adminRoutes are the pages of whoever keeps the school's lists. What is done stands before the list, so that a record
// may be called whatever its school likes.
func (s *Server) adminRoutes(engine *gin.Engine) {
	s.page(engine, get, "/admin", s.pageAdmin)
	s.page(engine, get, "/admin/lists/:list", s.pageRecords)
	s.page(engine, get, "/admin/lists/:list/:id", s.pageRecord)
	s.page(engine, post, "/admin/lists/:list/:id", s.postRecord)
	s.page(engine, post, "/admin/lists/:list/:id/state", s.postRecordState)
	s.page(engine, get, "/admin/new/:list", s.pageNewRecord)
	s.page(engine, post, "/admin/new/:list", s.postNewRecord)
	s.page(engine, get, "/admin/export/:list", s.exportRecords)
	s.page(engine, get, "/admin/import/:list", s.pageImport)
	s.page(engine, post, "/admin/import/:list", s.postImport)
	s.page(engine, post, "/admin/calendar", s.postDays)
	s.page(engine, get, "/admin/changes", s.pageChanges)
	s.page(engine, get, "/admin/stuck", s.pageStuck)
	s.page(engine, get, "/admin/roles", s.pageRoles)
	s.page(engine, get, "/admin/passwords", s.pagePasswords)
	s.page(engine, post, "/admin/passwords", s.postPasswords)
	s.page(engine, post, "/admin/passwords/:id", s.postPassword)
}

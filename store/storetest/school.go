package storetest

import (
	"slices"

	"github.com/shopspring/decimal"

	"zongwu/store"
)

// School is a small school; ids of people end in @school but in "main". Goods g01 (general), g22 (food, canteen),
// g19 (asset), v01 (service); suppliers s1 (contract to 2099), s2 (contract over), s5, s6; budget of jwc 30201
// 28,000.00, dyc 30218 1,500.00, st CT01 1,000,000.00 yuan.
func School(id string) store.SchoolData {
	suffix := ""
	if id != "main" {
		suffix = "@" + id
	}
	d := store.SchoolData{
		ID: id, Name: "试验小学 " + id, FiscalYear: 2026,
		Settings: map[string]any{"permit_from": 100000, "quotes_from": 200000, "minutes_from": 500000},
		Terms:    []store.Period{{Name: "上学期", From: "2026-09-01", To: "2027-01-22"}},
		Stores: []store.StoreData{
			{ID: "general", Name: "总务库", Keeper: "storekeeper" + suffix},
			{ID: "canteen", Name: "食堂库", Keeper: "storekeeper2" + suffix, Department: "st"},
		},
		Funds: []store.FundData{
			{ID: "public", Name: "生均公用经费", Amount: 79920000}, {ID: "meals", Name: "伙食费", Amount: 130720000},
		},
		Subjects: []store.SubjectData{
			{ID: "30201", Name: "办公费"}, {ID: "30213", Name: "维修(护)费"}, {ID: "30218", Name: "专用材料费"},
			{ID: "31003", Name: "专用设备购置"}, {ID: "CT01", Name: "食堂原材料"},
		},
		Lifetimes: map[string]int{"电教设备": 6},
		Pupils: []store.PupilData{{
			ID: "p1", Name: "许诺", Class: "五(2)班", ClassTeacher: "head2" + suffix, Guardian: "许先生", Phone: "000-8800201",
		}},
		Prices: []store.PriceData{{ID: "glass", Name: "门窗玻璃", Unit: "块", Price: 65_00}},
		Rooms:  []store.RoomData{{ID: "A101", Name: "一(1)班教室", Building: "教学楼", Seats: 44, Head: "teacher" + suffix}},
		Categories: []store.CategoryData{
			{ID: "tap", Name: "水龙头", Size: "minor", Trade: "水"}, {ID: "wiring", Name: "线路跳闸", Size: "major", Trade: "电"},
			{ID: "roof", Name: "屋面漏水", Size: "major", Trade: "泥瓦"},
		},
		Assets: []store.AssetData{{
			ID: "ZC-2021-0007", Name: "多功能投影仪", Category: "电教设备", Price: 468000, Bought: "2021-08-20",
			LifeYears: 6, Room: "A101", Holder: "teacher" + suffix,
		}},
	}
	d.Quotas = []store.QuotaData{
		{ID: "DE01", Item: "g01", Period: "term", Quantity: decimal.NewFromInt(1000), PerHead: true},
		{ID: "DE02", Department: "dyc", Item: "g01", Period: "term", Quantity: decimal.NewFromInt(8)},
	}
	d.Departments, d.People = people(suffix)
	d.Suppliers, d.Items = goods()
	d.Budget, d.Stock = books()
	return d
}

func people(suffix string) ([]store.DepartmentData, []store.PersonData) {
	departments := []store.DepartmentData{
		{ID: "xzs", Name: "校长室", Head: "principal"}, {ID: "zwc", Name: "总务处", Head: "director"},
		{ID: "jwc", Name: "教务处", Head: "head"}, {ID: "dyc", Name: "德育处", Head: "head2"},
		{ID: "st", Name: "食堂", Head: "canteen", Fund: "meals"},
	}
	for i := range departments {
		departments[i].Head += suffix
	}
	rows := []store.PersonData{
		{ID: "head", Name: "李玉梅", Department: "jwc", Roles: []string{"head"}},
		{ID: "head2", Name: "陈国华", Department: "dyc", Roles: []string{"head", "teacher"}},
		{ID: "teacher", Name: "周小燕", Department: "jwc", Roles: []string{"teacher"}},
		{ID: "principal", Name: "张建民", Department: "xzs", Roles: []string{"principal"}},
		{ID: "deputy", Name: "宋文静", Department: "xzs", Roles: []string{"deputy_principal"}},
		{ID: "director", Name: "刘志强", Department: "zwc", Roles: []string{"director", "head"}},
		{ID: "buyer", Name: "王海波", Department: "zwc", Roles: []string{"buyer"}},
		{ID: "buyer2", Name: "孙丽娟", Department: "zwc", Roles: []string{"buyer"}},
		{ID: "storekeeper", Name: "吴桂芳", Department: "zwc", Roles: []string{"storekeeper"}, Stores: []string{"general"}},
		{ID: "storekeeper2", Name: "罗春兰", Department: "st", Roles: []string{"storekeeper"}, Stores: []string{"canteen"}},
		{ID: "liangw", Name: "梁伟", Department: "zwc", Roles: []string{"deputy_director", "storekeeper"},
			Stores: []string{"general"}},
		{ID: "repairer", Name: "郑大勇", Department: "zwc", Roles: []string{"repairer"},
			Trades: []string{"水", "电"}},
		{ID: "accountant", Name: "何敏", Department: "xzs", Roles: []string{"accountant"}},
		{ID: "cashier", Name: "邓晓云", Department: "xzs", Roles: []string{"cashier"}},
		{ID: "auditor", Name: "冯德才", Department: "jwc", Roles: []string{"auditor", "teacher"}},
		{ID: "canteen", Name: "黄秀英", Department: "st", Roles: []string{"canteen", "head"}},
		{ID: "admin", Name: "林涛", Department: "zwc", Roles: []string{"admin"}},
	}
	for i := range rows {
		rows[i].ID += suffix
		rows[i].Roles = slices.Clone(rows[i].Roles)
	}
	return departments, rows
}

func goods() ([]store.SupplierData, []store.ItemData) {
	suppliers := []store.SupplierData{
		{ID: "s1", Name: "文博办公用品", Kind: "定点", Settle: "monthly", Contract: "DD-2026-01", ContractTo: "2099-12-31",
			Categories: []string{"办公", "清洁"}},
		{ID: "s2", Name: "恒达五金", Kind: "定点", Settle: "monthly", Contract: "DD-2020-02", ContractTo: "2020-12-31"},
		{ID: "s5", Name: "启明教育装备", Kind: "询价", Settle: "single"},
		{ID: "s6", Name: "新时代百货", Kind: "询价", Settle: "single"},
	}
	items := []store.ItemData{
		{ID: "g01", Name: "A4复印纸70克", Unit: "包", Pack: map[string]int{"箱": 8}, Kind: "consumable", Store: "general",
			Category: "办公用品", Subject: "30201", Price: 2250},
		{ID: "g02", Name: "白粉笔", Unit: "盒", Kind: "consumable", Store: "general", Category: "教学用品",
			Subject: "30201", Price: 350},
		{ID: "g19", Name: "学生课桌凳", Unit: "套", Kind: "asset", Store: "general", Category: "家具", Subject: "31003",
			Price: 21800},
		{ID: "g22", Name: "大米", Unit: "公斤", Pack: map[string]int{"袋": 25}, Kind: "food", Food: true, Store: "canteen",
			Category: "粮油", Subject: "CT01", Price: 520, Proof: "批次检验报告"},
		{ID: "v01", Name: "复印机保养", Unit: "次", Kind: "service", Subject: "30213", Price: 38000},
	}
	return suppliers, items
}

func books() ([]store.BudgetData, []store.StockData) {
	budget := []store.BudgetData{
		{Department: "jwc", Subject: "30201", Planned: 2800000}, {Department: "dyc", Subject: "30218", Planned: 150000},
		{Department: "zwc", Subject: "30201", Planned: 4600000}, {Department: "zwc", Subject: "30213", Planned: 11800000},
		{Department: "xzs", Subject: "30201", Planned: 1800000}, {Department: "zwc", Subject: "31003", Planned: 6540000},
		{Department: "st", Subject: "CT01", Planned: 100000000},
	}
	stock := []store.StockData{
		{Item: "g01", Quantity: decimal.NewFromInt(96), Value: 216000},
		{Item: "g22", Quantity: decimal.NewFromInt(600), Value: 312000, Lot: "L22-01", Expires: "2099-06-30"},
	}
	return budget, stock
}

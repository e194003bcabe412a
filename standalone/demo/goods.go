package demo

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/store"
)

const (
	foodKind      = "food"
	serviceKind   = "service"
	generalStore  = "general"
	canteenStore  = "canteen"
	serviceGroup  = "服务"
	settleMonthly = "monthly"
	settleSingle  = "single"
)

// storeOf says where an item is kept: food in the canteen's store, services nowhere, the rest in the general one.
func storeOf(kind string) string {
	switch kind {
	case foodKind:
		return canteenStore
	case serviceKind:
		return ""
	default:
		return generalStore
	}
}

func (m *maker) items() []store.ItemData {
	var list []store.ItemData
	for _, g := range slices.Concat(m.entry.Goods, m.entry.Services) {
		item := store.ItemData{
			ID: g.ID, Name: g.Name, Unit: g.Unit, Kind: g.Kind, Store: storeOf(g.Kind), Category: g.Category,
			Subject: g.Subject, Proof: g.Cert, Pack: g.Pack, Food: g.Food, Price: forms.Money(g.Price), Low: g.Min,
			More: more("note", g.Note, "catalogue", g.Catalogue, "supplier", g.Supplier),
		}
		if g.Kind == serviceKind {
			item.Category = serviceGroup
		}
		if g.Direct {
			item.More["direct"] = true
		}
		if g.LifeYears > 0 {
			item.More["life_years"] = g.LifeYears
		}
		list = append(list, item)
	}
	return list
}

// stock is what the school opens with: each quantity one lot at the item's price.
func (m *maker) stock() []store.StockData {
	var list []store.StockData
	for _, g := range m.entry.Goods {
		if !g.Stock.IsPositive() {
			continue
		}
		value := decimal.NewFromInt(int64(g.Price)).Mul(g.Stock).Round(0)
		list = append(list, store.StockData{
			Item: g.ID, Store: storeOf(g.Kind), Lot: g.Lot, Expires: m.date(g.Expires), Quantity: g.Stock,
			Value: forms.Money(value.IntPart()),
		})
	}
	return list
}

func (m *maker) suppliers() []store.SupplierData {
	kinds := map[string]string{"定点": "fixed", "招标": "tender", "询价": "quoted"}
	settles := map[string]string{"月结": settleMonthly, "单笔": settleSingle, "现结": settleSingle}
	var list []store.SupplierData
	for _, s := range m.entry.Suppliers {
		list = append(list, store.SupplierData{
			ID: s.ID, Name: s.Name, Kind: kinds[s.Kind], Settle: settles[s.Settle], Contract: s.Contract,
			ContractTo: m.date(s.To), Categories: strings.Split(s.Goods, "/"),
			More: more("food_licence_to", m.date(s.FoodLicenceTo), "contact", s.Contact, "phone", s.Phone),
		})
	}
	return list
}

func (m *maker) rooms() []store.RoomData {
	var list []store.RoomData
	for _, r := range m.entry.Rooms {
		room := store.RoomData{
			ID: r.ID, Name: r.Name, Building: r.Building, Head: r.Head, Seats: r.Seats, More: more("ask", r.Ask),
		}
		if r.Book {
			room.More["book"] = true
		}
		if r.Beds > 0 {
			room.More["beds"] = r.Beds
		}
		list = append(list, room)
	}
	return list
}

func (m *maker) assets() []store.AssetData {
	var list []store.AssetData
	for _, a := range m.entry.Assets {
		list = append(list, store.AssetData{
			ID: a.No, Name: a.Name, Category: a.Category, Bought: m.date(a.Bought), Room: a.Room, Holder: a.Holder,
			State: cardState(a.State), Quantity: a.Qty, LifeYears: a.LifeYears, Price: forms.Money(a.Price),
			GuaranteeTo: m.date(a.GuaranteeTo), LentTo: a.LentTo, Due: m.date(a.Due), More: more("note", a.Note),
		})
	}
	return list
}

// cardState is what the register calls a state of the file.
func cardState(state string) string {
	if state == "broken" {
		return "repair"
	}
	return state
}

func (m *maker) prices() []store.PriceData {
	var list []store.PriceData
	for _, p := range m.entry.Prices {
		list = append(list, store.PriceData{ID: p.ID, Name: p.Name, Unit: p.Unit, Price: forms.Money(p.Price)})
	}
	return list
}

func (m *maker) pupils() []store.PupilData {
	var list []store.PupilData
	for _, p := range m.entry.PupilList {
		list = append(list, store.PupilData{
			ID: p.ID, Name: p.Name, Class: p.Class, ClassTeacher: m.entry.login(p.ClassTeacher), Guardian: p.Guardian,
			Phone: p.Phone,
		})
	}
	return list
}

// more keeps the pairs of name and text whose text is not empty.
func more(pairs ...string) map[string]any {
	kept := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			kept[pairs[i]] = pairs[i+1]
		}
	}
	return kept
}

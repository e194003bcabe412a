package demo

import (
	"bytes"
	_ "embed" // demo.yaml
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"

	"zongwu/forms"
)

//go:embed demo.yaml
var file []byte

// yuan is money as the file has it: "22.50".
type yuan forms.Money

func (y *yuan) UnmarshalYAML(n *yaml.Node) error {
	amount, err := decimal.NewFromString(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: read amount %q: %w", n.Line, n.Value, err)
	}
	fen := amount.Shift(2)
	if !fen.IsInteger() {
		return fmt.Errorf("line %d: %q has parts of a fen", n.Line, n.Value)
	}
	*y = yuan(fen.IntPart())
	return nil
}

type schoolEntry struct {
	ID          string                     `yaml:"id"`
	Like        string                     `yaml:"like"` // another school whose goods, suppliers, subjects … it shares
	Name        string                     `yaml:"name"`
	FiscalYear  int                        `yaml:"fiscal_year"`
	OpenReports bool                       `yaml:"open_reports"`
	Terms       []periodEntry              `yaml:"terms"`
	Settings    map[string]yaml.Node       `yaml:"settings"`
	Departments []departmentEntry          `yaml:"departments"`
	People      []personEntry              `yaml:"people"`
	Stores      []storeEntry               `yaml:"stores"`
	Suppliers   []supplierEntry            `yaml:"suppliers"`
	Goods       []itemEntry                `yaml:"goods"`
	Services    []itemEntry                `yaml:"services"`
	Rooms       []roomEntry                `yaml:"rooms"`
	Assets      []assetEntry               `yaml:"assets"`
	Prices      []priceEntry               `yaml:"prices"`
	Lifetimes   map[string]int             `yaml:"lifetimes"`
	PupilList   []pupilEntry               `yaml:"pupil_list"`
	Quotas      []quotaEntry               `yaml:"quotas"`
	Funds       []fundEntry                `yaml:"funds"`
	Subjects    map[string]string          `yaml:"subjects"`
	Budget      map[string]map[string]yuan `yaml:"budget"`

	// What describes the school and no part of the product reads yet.
	ReportsTo string `yaml:"reports_to"`
	Pupils    int    `yaml:"pupils"`
	Boarders  int    `yaml:"boarders"`
	Classes   int    `yaml:"classes"`
	Staff     int    `yaml:"staff"`
	Note      string `yaml:"note"`
}

type periodEntry struct {
	Name string `yaml:"name"`
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

type departmentEntry struct {
	ID   string `yaml:"id"`
	Name string `yaml:"name"`
	Head string `yaml:"head"`
	Fund string `yaml:"fund"`
	Note string `yaml:"note"`
}

type personEntry struct {
	Login      string   `yaml:"login"`
	Name       string   `yaml:"name"`
	Dept       string   `yaml:"dept"`
	Roles      []string `yaml:"roles"`
	Title      string   `yaml:"title"`
	Deputy     string   `yaml:"deputy"`
	Store      string   `yaml:"store"`
	Trades     []string `yaml:"trades"`
	SignsUpTo  yuan     `yaml:"signs_up_to"`
	HealthCert string   `yaml:"health_cert"`
}

type storeEntry struct {
	ID     string `yaml:"id"`
	Name   string `yaml:"name"`
	Keeper string `yaml:"keeper"`
	Dept   string `yaml:"dept"` // whose own book it keeps
}

type supplierEntry struct {
	ID            string `yaml:"id"`
	Name          string `yaml:"name"`
	Kind          string `yaml:"kind"`
	Goods         string `yaml:"goods"`
	Settle        string `yaml:"settle"`
	Contract      string `yaml:"contract"`
	To            string `yaml:"to"`
	FoodLicenceTo string `yaml:"food_licence_to"`
	Contact       string `yaml:"contact"`
	Phone         string `yaml:"phone"`
}

type itemEntry struct {
	ID        string          `yaml:"id"`
	Name      string          `yaml:"name"`
	Unit      string          `yaml:"unit"`
	Pack      map[string]int  `yaml:"pack"`
	Price     yuan            `yaml:"price"`
	Food      bool            `yaml:"food"`
	Kind      string          `yaml:"kind"`
	Category  string          `yaml:"category"`
	Subject   string          `yaml:"subject"`
	Stock     decimal.Decimal `yaml:"stock"`
	Min       decimal.Decimal `yaml:"min"`
	Lot       string          `yaml:"lot"`
	Expires   string          `yaml:"expires"`
	Cert      string          `yaml:"cert"`
	Direct    bool            `yaml:"direct"`
	LifeYears int             `yaml:"life_years"`
	Catalogue string          `yaml:"catalogue"`
	Supplier  string          `yaml:"supplier"`
	Note      string          `yaml:"note"`
}

type roomEntry struct {
	ID       string `yaml:"id"`
	Name     string `yaml:"name"`
	Building string `yaml:"building"`
	Seats    int    `yaml:"seats"`
	Beds     int    `yaml:"beds"`
	Head     string `yaml:"head"`
	Book     bool   `yaml:"book"`
	Ask      string `yaml:"ask"`
}

type assetEntry struct {
	No          string `yaml:"no"`
	Name        string `yaml:"name"`
	Category    string `yaml:"category"`
	Qty         int    `yaml:"qty"`
	Price       yuan   `yaml:"price"`
	Bought      string `yaml:"bought"`
	LifeYears   int    `yaml:"life_years"`
	Room        string `yaml:"room"`
	Holder      string `yaml:"holder"`
	State       string `yaml:"state"`
	GuaranteeTo string `yaml:"guarantee_to"`
	LentTo      string `yaml:"lent_to"`
	Due         string `yaml:"due"`
	Note        string `yaml:"note"`
}

type priceEntry struct {
	ID    string `yaml:"id"`
	Name  string `yaml:"name"`
	Unit  string `yaml:"unit"`
	Price yuan   `yaml:"price"`
}

type pupilEntry struct {
	ID           string `yaml:"id"`
	Name         string `yaml:"name"`
	Class        string `yaml:"class"`
	ClassTeacher string `yaml:"class_teacher"`
	Guardian     string `yaml:"guardian"`
	Phone        string `yaml:"phone"`
}

type quotaEntry struct {
	ID       string          `yaml:"id"`
	Dept     string          `yaml:"dept"` // "" for every department without one of its own
	Item     string          `yaml:"item"`
	Category string          `yaml:"category"`
	Period   string          `yaml:"period"` // term, year
	Quantity decimal.Decimal `yaml:"quantity"`
	PerHead  bool            `yaml:"per_head"`
}

type fundEntry struct {
	ID     string `yaml:"id"`
	Name   string `yaml:"name"`
	Note   string `yaml:"note"`
	Amount yuan   `yaml:"amount"`
}

// read decodes the file strictly: a key nobody knows is an error.
func read(text []byte) ([]schoolEntry, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	var all struct {
		Schools []schoolEntry `yaml:"schools"`
	}
	if err := decoder.Decode(&all); err != nil {
		return nil, fmt.Errorf("read demonstration data: %w", err)
	}
	for i := range all.Schools {
		if err := all.Schools[i].inherit(all.Schools[:i]); err != nil {
			return nil, err
		}
	}
	return all.Schools, nil
}

// inherit fills in what a school has like another: goods, services, suppliers, subjects, prices, terms and settings.
func (s *schoolEntry) inherit(earlier []schoolEntry) error {
	if s.Like == "" {
		return nil
	}
	for _, other := range earlier {
		if other.ID == s.Like {
			s.Goods, s.Services, s.Suppliers, s.Subjects = other.Goods, other.Services, other.Suppliers, other.Subjects
			s.Terms, s.Settings, s.FiscalYear = other.Terms, other.Settings, other.FiscalYear
			s.Prices, s.Lifetimes = other.Prices, other.Lifetimes
			return nil
		}
	}
	return fmt.Errorf("read demonstration data: school %s is like %q, which does not stand before it", s.ID, s.Like)
}

// login gives a person's login; a school whose logins carry its name may leave that out.
func (s *schoolEntry) login(name string) string {
	for _, p := range s.People {
		if p.Login == name {
			return name
		}
	}
	if name == "" || strings.Contains(name, "@") {
		return name
	}
	return name + "@" + s.ID
}

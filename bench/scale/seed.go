package scale

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"zongwu/store"
)

// aDay is how many cases a day brings, whatever the school's age.
const aDay = 200

// young is how many of the newest cases may still be open.
const young = 10_000

func searchText(words ...string) string { return store.SearchText(words...) }

// phrase is what a case is about, with its sounds.
type phrase struct{ words, pinyin, initials string }

// phrases: every case is about one of many things for one of many purposes.
func phrases() []phrase {
	things := strings.Fields("水管 灯管 门锁 窗户 投影 讲台 课桌 椅子 饮水机 空调 插座 黑板 音响 电脑 打印机 风扇 花盆 旗杆 篮球架 跳绳")
	places := strings.Fields("一楼 二楼 三楼 四楼 操场 食堂 办公室 图书馆 实验室 音乐室 美术室 体育馆 门卫室 教室 走廊 厕所")
	var all []phrase
	for _, place := range places {
		for _, thing := range things {
			all = append(all, phraseOf(place+thing))
		}
	}
	return all
}

func phraseOf(words string) phrase {
	_, spelt, _ := strings.Cut(searchText(words), " ")
	whole, first, _ := strings.Cut(spelt, " ")
	return phrase{words, whole, first}
}

// Words that are looked for: in how many cases each stands.
const (
	commonWord = "粉笔"  // every third
	mediumWord = "彩旗"  // every five hundredth
	rareWord   = "望远镜" // three, one of them long ago
	commonEach = 3
	mediumEach = 500
)

// copies fills a school with copies of its templates.
type copies struct {
	moulds  []*mould
	streams map[string]*stream
	phrases []phrase
	special [3]phrase // common, medium, rare
	counts  map[string]int
	buffer  []byte
	n       int
	now     time.Time
}

// one is what a copy puts into the slots.
type one struct {
	id, number, low, year string
	begun                 time.Time
	phrase                phrase
	effects, previous     string
	digest                string
}

func (s *school) seed(ctx context.Context) error {
	moulds, err := s.cast(ctx)
	if err != nil {
		return err
	}
	columns, err := s.columns(ctx)
	if err != nil {
		return err
	}
	c := &copies{
		moulds: moulds, streams: map[string]*stream{}, phrases: phrases(), counts: map[string]int{}, n: s.cases, now: s.now,
		special: [3]phrase{phraseOf(commonWord), phraseOf(mediumWord), phraseOf(rareWord)},
	}
	for _, m := range moulds {
		for _, id := range m.ids {
			t, err := s.read(ctx, id, columns)
			if err != nil {
				return err
			}
			m.templates = append(m.templates, t)
		}
	}
	if err := s.given(ctx, c.counts); err != nil {
		return err
	}
	err = s.without(ctx, "case_words_keys", func() (err error) {
		for _, from := range copied() {
			c.streams[from.table] = s.stream(ctx, from.table, columns[from.table])
		}
		for i := 0; i < c.n && ctx.Err() == nil; i++ {
			c.pour(i)
		}
		for _, stream := range c.streams {
			err = errors.Join(err, stream.done())
		}
		return err
	})
	return errors.Join(err, ctx.Err(), s.keepNumbers(ctx, c.counts))
}

// without fills a table while one of its indexes is not there: made at once it takes a fraction of the time.
func (s *school) without(ctx context.Context, index string, fill func() error) error {
	var made string
	err := s.owner.QueryRowContext(ctx, `SELECT pg_get_indexdef($1::regclass)`, index).Scan(&made)
	if err != nil {
		return fmt.Errorf("read index: %w", err)
	}
	if _, err := s.owner.ExecContext(ctx, `DROP INDEX `+pq.QuoteIdentifier(index)); err != nil {
		return fmt.Errorf("drop index: %w", err)
	}
	if err := fill(); err != nil {
		return err
	}
	made += `; ALTER INDEX ` + pq.QuoteIdentifier(index) + ` ALTER COLUMN 1 SET STATISTICS 0` // as the schema has it
	if _, err := s.owner.ExecContext(ctx, `SET maintenance_work_mem = '512MB'; `+made); err != nil {
		return fmt.Errorf("make index: %w", err)
	}
	return nil
}

// columns are those that can be written, by table.
func (s *school) columns(ctx context.Context) (map[string][]string, error) {
	all := map[string][]string{}
	for _, from := range copied() {
		var names []string
		err := s.owner.QueryRowContext(ctx, `SELECT array_agg(column_name::text ORDER BY ordinal_position)
			FROM information_schema.columns
			WHERE table_name = $1 AND is_identity = 'NO' AND is_generated = 'NEVER' AND column_name <> 'charged_year'`,
			from.table).Scan(pq.Array(&names))
		if err != nil {
			return nil, fmt.Errorf("list columns of %s: %w", from.table, err)
		}
		all[from.table] = names
	}
	return all, nil
}

// given says which numbers of each series the templates have.
func (s *school) given(ctx context.Context, counts map[string]int) error {
	rows, err := s.owner.QueryContext(ctx, `SELECT series, last FROM numbers`)
	if err != nil {
		return fmt.Errorf("read numbers: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var series string
		var last int
		if err := rows.Scan(&series, &last); err != nil {
			return fmt.Errorf("read numbers: %w", err)
		}
		counts[series] = last
	}
	return rows.Err()
}

func (s *school) keepNumbers(ctx context.Context, counts map[string]int) error {
	for series, last := range counts {
		_, err := s.owner.ExecContext(ctx, `INSERT INTO numbers (school, series, last) VALUES ($1, $2, $3)
			ON CONFLICT (school, series) DO UPDATE SET last = excluded.last`, schoolID, series, last)
		if err != nil {
			return fmt.Errorf("keep number of %s: %w", series, err)
		}
	}
	return nil
}

// choose says which mould the i-th case is of, the oldest being the first: what is open is among the newest.
func (c *copies) choose(i int) *mould {
	age, kinds := c.n-1-i, []*mould{}
	if age < young {
		for _, m := range c.moulds {
			if m.open > 0 && m.poured < m.open && (m.open >= young/2) == (age%2 == 1) {
				kinds = append(kinds, m)
			}
		}
		if len(kinds) > 0 && (age%2 == 1 || age < young/10) {
			return kinds[age/2%len(kinds)]
		}
	}
	total := 0
	for _, m := range c.moulds {
		total += m.weight
	}
	at := i * 37 % total // 37 has nothing in common with 100: every mould has its share of any hundred
	for _, m := range c.moulds {
		if at -= m.weight; at < 0 {
			return m
		}
	}
	return c.moulds[0]
}

// about is what the i-th case is about.
func (c *copies) about(i int) phrase {
	switch {
	case i == c.n/5 || i == c.n/2 || i == c.n*4/5:
		return c.special[2]
	case i%mediumEach == mediumEach/2:
		return c.special[1]
	case i%commonEach == 0:
		return c.special[0]
	}
	return c.phrases[i*7919%len(c.phrases)]
}

// pour makes the i-th copy.
func (c *copies) pour(i int) {
	m := c.choose(i)
	t := m.templates[m.poured%len(m.templates)]
	m.poured++
	begun := begunAt(c.now, c.n-i)
	o := &one{id: idAt(begun, i), begun: begun, phrase: c.about(i), year: strconv.Itoa(begun.Year())}
	series := t.prefix + "-" + o.year
	c.counts[series]++
	o.number = fmt.Sprintf("%s-%04d", series, c.counts[series])
	o.low = strings.ToLower(o.number)
	for table, rows := range t.rows {
		for at, row := range rows {
			if table == "transitions" {
				o.previous = o.digest
				o.effects = hexSum(c.fill(t.links[at].effects, o))
				o.digest = hexSum(c.fill(t.links[at].told, o))
			}
			values := make([]any, len(row))
			for j, v := range row {
				if v != nil {
					values[j] = string(c.fill(v, o))
				}
			}
			c.streams[table].rows <- values
		}
	}
}

// begunAt is when a case began after which as many have begun until now, its own among them.
func begunAt(now time.Time, since int) time.Time {
	return now.Add(-time.Duration(since) * (24 * time.Hour / aDay)).Truncate(time.Second)
}

// idAt is an id as those of cases are: it begins with the time.
func idAt(at time.Time, i int) string {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16)
	binary.BigEndian.PutUint64(id[8:], uint64(i))
	id[6], id[8] = 0x70, id[8]|0x80
	return id.String()
}

// fill puts a copy's own into the slots; what it gives is good until the next call.
func (c *copies) fill(value cut, o *one) []byte {
	out := c.buffer[:0]
	for _, p := range value {
		switch p.slot {
		case text:
			out = append(out, p.text...)
		case moment:
			out = o.begun.Add(p.after).In(p.zone).AppendFormat(out, p.layout)
		default:
			out = append(out, o.of(p.slot)...)
		}
	}
	c.buffer = out
	return out
}

func (o *one) of(s slot) string {
	switch s {
	case caseID:
		return o.id
	case number:
		return o.number
	case numberLow:
		return o.low
	case year:
		return o.year
	case words:
		return o.phrase.words
	case pinyin:
		return o.phrase.pinyin
	case initials:
		return o.phrase.initials
	case effects:
		return o.effects
	case previous:
		return o.previous
	case digest:
		return o.digest
	}
	return ""
}

package store

import (
	"fmt"

	"zongwu/forms"
)

func noCard(no string) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("登记簿里没有编号为 %s 的资产。请核对编号，或先登记", no),
		ZhTW: fmt.Sprintf("登記簿裡沒有編號為 %s 的財產。請核對編號，或先登記", no),
		En:   fmt.Sprintf("The register has no asset %s. Check the number, or have it registered first", no),
	}
}

func cardTaken(no string) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("资产编号 %s 已经用过。请换一个编号；正在审批的请选“不同意”，由填报人另报", no),
		ZhTW: fmt.Sprintf("財產編號 %s 已經用過。請換一個編號；正在審批的請選「不同意」，由填報人另報", no),
		En:   fmt.Sprintf("The asset number %s is taken. Choose another; where you are to approve it, reject it", no),
	}
}

func writtenOff(name, no string) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("“%s”（%s）已经核销，不能再变动。正在审批的请选“不同意”", name, no),
		ZhTW: fmt.Sprintf("「%s」（%s）已經除帳，不能再異動。正在審批的請選「不同意」", name, no),
		En:   fmt.Sprintf("%s (%s) is written off and changes no more. If you are to approve this, reject it", name, no),
	}
}

func lent(c *assetCard) forms.Text {
	if c.Due == nil {
		return forms.Text{
			Zh:   fmt.Sprintf("“%s”（%s）已借出，没有约定归还日期。请先归还，再办", c.Name, c.ID),
			ZhTW: fmt.Sprintf("「%s」（%s）已借出，沒有約定歸還日期。請先歸還，再辦", c.Name, c.ID),
			En:   fmt.Sprintf("%s (%s) is lent, and no day was agreed on. Have it given back first", c.Name, c.ID),
		}
	}
	return forms.Text{
		Zh:   fmt.Sprintf("“%s”（%s）已借出，应还日期 %s。请等归还以后再办", c.Name, c.ID, *c.Due),
		ZhTW: fmt.Sprintf("「%s」（%s）已借出，應還日期 %s。請等歸還以後再辦", c.Name, c.ID, *c.Due),
		En:   fmt.Sprintf("%s (%s) is lent, due on %s. Wait until it is given back", c.Name, c.ID, *c.Due),
	}
}

func notLent(c *assetCard) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("“%s”（%s）没有借出，不用归还。请核对编号", c.Name, c.ID),
		ZhTW: fmt.Sprintf("「%s」（%s）沒有借出，不用歸還。請核對編號", c.Name, c.ID),
		En:   fmt.Sprintf("%s (%s) is not lent: there is nothing to give back. Check the number", c.Name, c.ID),
	}
}

func lentIn(c *assetCard) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("“%s”（%s）是由 %s 借出的。请在那张单据上归还", c.Name, c.ID, c.LentIn),
		ZhTW: fmt.Sprintf("「%s」（%s）是由 %s 借出的。請在那張單據上歸還", c.Name, c.ID, c.LentIn),
		En:   fmt.Sprintf("%s (%s) was lent by %s: give it back there", c.Name, c.ID, c.LentIn),
	}
}

func inRepair(c *assetCard) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("“%s”（%s）正在维修，或者停用待查，不能借出", c.Name, c.ID),
		ZhTW: fmt.Sprintf("「%s」（%s）正在維修，或者停用待查，不能借出", c.Name, c.ID),
		En:   fmt.Sprintf("%s (%s) is in repair or set aside to be looked at, and cannot be lent", c.Name, c.ID),
	}
}

func endsBefore(from, until string) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("归还日期 %s 早于借用日期 %s", until, from),
		ZhTW: fmt.Sprintf("歸還日期 %s 早於借用日期 %s", until, from),
		En:   fmt.Sprintf("It is due on %s, before it is lent on %s", until, from),
	}
}

func promised(c *assetCard, other promise) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("“%s”（%s）从 %s 到 %s 已经约给 %s。请换日期，或换一件", c.Name, c.ID, other.From, other.Until, other.Number),
		ZhTW: fmt.Sprintf("「%s」（%s）從 %s 到 %s 已經約給 %s。請換日期，或換一件", c.Name, c.ID, other.From, other.Until, other.Number),
		En: fmt.Sprintf("%s (%s) is promised to %s from %s to %s. Choose other days, or another one",
			c.Name, c.ID, other.Number, other.From, other.Until),
	}
}

func compensatedAlready(c *assetCard, others compensated) forms.Text {
	return forms.Text{
		Zh: fmt.Sprintf("“%s”（%s）的价款已由 %s 认定赔偿。同一件事请按没有损坏结案；修好以后又损坏的，请等那张单据办结，并先登记维修",
			c.Name, c.ID, others.Numbers),
		ZhTW: fmt.Sprintf("「%s」（%s）的價款已由 %s 認定賠償。同一件事請按沒有損壞結案；修好以後又損壞的，請等那張單據辦結，並先登記維修",
			c.Name, c.ID, others.Numbers),
		En: fmt.Sprintf("The price of %s (%s) is to be compensated by %s already. If it is the same damage, close this case "+
			"as none; if it was mended and damaged anew, wait until that case is over, and have its repair recorded first",
			c.Name, c.ID, others.Numbers),
	}
}

func tooManyPieces(c *assetCard) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("“%s”（%s）一共 %d 件。请减少件数", c.Name, c.ID, c.Quantity),
		ZhTW: fmt.Sprintf("「%s」（%s）一共 %d 件。請減少件數", c.Name, c.ID, c.Quantity),
		En:   fmt.Sprintf("There are %[3]d of %[1]s (%[2]s). Enter fewer", c.Name, c.ID, c.Quantity),
	}
}

func compensatedInPart(c *assetCard, others compensated, left int64) forms.Text {
	return forms.Text{
		Zh: fmt.Sprintf("“%s”（%s）一共 %d 件，其中 %d 件的价款已由 %s 认定赔偿，最多还能认定 %d 件",
			c.Name, c.ID, c.Quantity, others.Pieces, others.Numbers, left),
		ZhTW: fmt.Sprintf("「%s」（%s）一共 %d 件，其中 %d 件的價款已由 %s 認定賠償，最多還能認定 %d 件",
			c.Name, c.ID, c.Quantity, others.Pieces, others.Numbers, left),
		En: fmt.Sprintf("Of the %[3]d of %[1]s (%[2]s) the price of %[4]d is charged by %[5]s already: enter %[6]d at most",
			c.Name, c.ID, c.Quantity, others.Pieces, others.Numbers, left),
	}
}

func owesNothing() forms.Text {
	return forms.Text{
		Zh:   "这个人在这张单据上没有欠款。请另选欠款人",
		ZhTW: "這個人在這張單據上沒有欠款。請另選欠款人",
		En:   "This person owes nothing in this case. Choose who does",
	}
}

func owedLess(left, wanted forms.Money) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("只剩 %s 未结，不能记 %s", left.In(forms.Chinese), wanted.In(forms.Chinese)),
		ZhTW: fmt.Sprintf("只剩 %s 未結，不能記 %s", left.In(forms.Chinese), wanted.In(forms.Chinese)),
		En:   fmt.Sprintf("Only %s is left: %s is more", left.In(forms.English), wanted.In(forms.English)),
	}
}

func receiptTaken(receipt string) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("收据号 %s 已经用过。请核对", receipt),
		ZhTW: fmt.Sprintf("收據號 %s 已經用過。請核對", receipt),
		En:   fmt.Sprintf("The receipt number %s is used already. Check it", receipt),
	}
}

package store

// LinkOf lets tests make a digest without a database.
func LinkOf(school, caseID, previous string, body []byte) (effects, digest string, err error) {
	l, err := newLink(school, caseID, previous, body)
	return l.Effects, l.Digest, err
}

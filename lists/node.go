package lists

import "go.yaml.in/yaml/v3"

// A declared form is completed before it is compiled: with what may be chosen, with what may not change. These few
// functions read and write mappings of YAML; a key that is absent gives nil.

func valueOf(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func put(n *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content[i+1] = value
			return
		}
	}
	n.Content = append(n.Content, text(key), value)
}

func drop(n *yaml.Node, key string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = append(n.Content[:i:i], n.Content[i+2:]...)
			return
		}
	}
}

func isTrue(n *yaml.Node, key string) bool {
	value := valueOf(n, key)
	return value != nil && value.Value == "true"
}

func text(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value, Style: yaml.DoubleQuotedStyle}
}

// mapping makes a mapping of texts: key, value, key, value …
func mapping(pairs ...string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for i := 0; i+1 < len(pairs); i += 2 {
		put(n, pairs[i], text(pairs[i+1]))
	}
	return n
}

func clone(n *yaml.Node) *yaml.Node {
	if n == nil {
		return nil
	}
	made := *n
	made.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		made.Content[i] = clone(child)
	}
	return &made
}

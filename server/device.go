package server

import "strings"

// maxAgent is as much as is kept of what a browser says it is.
const maxAgent = 300

// deviceOf is what a person would call the thing behind a User-Agent: Android · Chrome. "" when it says nothing.
func deviceOf(agent string) string {
	find := func(known [][2]string) string {
		for _, pair := range known {
			if strings.Contains(agent, pair[0]) {
				return pair[1]
			}
		}
		return ""
	}
	machine := find([][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"HarmonyOS", "HarmonyOS"}, {"OpenHarmony", "HarmonyOS"},
		{"Android", "Android"}, {"Windows", "Windows"}, {"Macintosh", "Mac"}, {"Linux", "Linux"},
	})
	program := find([][2]string{ // most call themselves Chrome and Safari as well
		{"MicroMessenger", "微信"}, {"DingTalk", "钉钉"}, {"Edg", "Edge"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},
		{"Chrome", "Chrome"}, {"CriOS", "Chrome"}, {"Safari", "Safari"},
	})
	switch {
	case machine != "" && program != "":
		return machine + " · " + program
	case machine+program != "":
		return machine + program
	}
	name, _, _ := strings.Cut(strings.TrimSpace(agent), "/") // a program: curl/8.5
	if len(name) > 40 {
		return ""
	}
	return name
}

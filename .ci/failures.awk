# Reads what `go test -v` printed; says of every test that failed what it said itself (indented, as testing prints it) and
# of every package that failed without one its last lines. Logs, which begin at the margin, are left out.

/^=== / { test = $3; next }
/^ *--- (PASS|SKIP|FAIL): / {
  test = $3
  if ($2 == "FAIL:") failed[++failures] = test
  next
}
/^(ok|FAIL|\?) *\t/ {
  for (i = 1; i <= failures; i++) print $2 ": " failed[i] "\n" said[failed[i]]
  if (/^FAIL/ && !failures) print $2 ":\n" last
  failures = 0; last = ""; split("", said)
  next
}
/^FAIL$/ { next }
/^ +\t +\t/ { if (++more > 3) next } # a long message: a page's text, a list
!/^ +\t +\t/ { more = 0 }
/^(panic|fatal error): / || /^    / || /^\t.*_test\.go:[0-9]+/ { said[test] = tail(said[test], 12) $0 "\n" }
{ last = tail(last, 12) $0 "\n" }
END { if (last ~ /[^\n]/) print last }

# tail keeps the last n lines of a text, less one for the line to come.
function tail(text, n,    lines, have, i, kept) {
  have = split(text, lines, "\n") - 1
  for (i = have > n - 1 ? have - n + 2 : 1; i <= have; i++) kept = kept lines[i] "\n"
  return kept
}

// The command that asks for what the page shows.
//
// The JSON stands in a quoted here-document, where the shell expands nothing, so no text needs shell quoting and none is
// too long for an argument. JSON.stringify writes it on one line beginning with "{", which can never be the delimiter.

const DELIMITER = "WINNOW";

// A terminal acts on these or loses them when a command is pasted: control characters, "!" (history), characters that
// cannot be seen. JSON has an escape for each.
const FRAGILE = /[!\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\uffff]/g;

/** A bash or zsh command that posts `request` to `address`; a key it takes from the environment. */
export function curlCommand(address, request, keyed) {
  const body = JSON.stringify(request).replace(FRAGILE, escaped);
  return [
    `curl -sS ${quoted(address)} \\`,
    `  -H 'Content-Type: application/json' \\`,
    ...(keyed ? ['  -H "Authorization: Bearer $WINNOW_KEY" \\'] : []),
    `  --data-binary @- <<'${DELIMITER}'`,
    body,
    DELIMITER,
    "",
  ].join("\n");
}

function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

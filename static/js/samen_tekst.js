// Text, and nothing else: what changed between two texts, the list that goes on, what may stand in a note.

// What a note cannot hold: signs nobody sees that hide or turn what is read, half characters, and those the server uses itself.
// And what comes along with pasted text: soft hyphens, spaces and joiners without width.
const NOT_IN_A_NOTE = /(?![\n\t])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ue000-\ue7ff]/gu;
export const clean = (text) => text.replace(/\r\n?|[\u2028\u2029]/g, "\n").replace(NOT_IN_A_NOTE, "");

const isHigh = (text, i) => i >= 0 && i < text.length && (text.charCodeAt(i) & 0xfc00) === 0xd800;
const isLow = (text, i) => i >= 0 && i < text.length && (text.charCodeAt(i) & 0xfc00) === 0xdc00;

// The one stretch that became another: {at, del, ins}; undefined when nothing did. caret: where the cursor is in the new
// text; of 'aa' that became 'aaa' it tells which one was typed.
export function difference(before, after, caret = after.length) {
  if (before === after) return undefined;
  const shortest = Math.min(before.length, after.length);
  let tail = 0;
  const behind = Math.min(after.length - caret, shortest);
  while (tail < behind && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  let at = 0;
  while (at < shortest - tail && before[at] === after[at]) at++;
  while (tail < shortest - at && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  // No character of two halves is cut.
  if (isHigh(before, at - 1) || isHigh(after, at - 1)) at--;
  if (isLow(before, before.length - tail) || isLow(after, after.length - tail)) tail--;
  return { at, del: before.length - tail - at, ins: after.slice(at, after.length - tail) };
}

export const changed = (text, { at, del, ins }) => text.slice(0, at) + ins + text.slice(at + del);

// What somebody made of a text that became another meanwhile: their change in the newest. Where both touched the same
// stretch theirs stands behind it, and takes nothing away.
export function carryOver(begin, typed, newest) {
  const own = difference(begin, typed);
  const other = difference(begin, newest);
  if (!own || !other) return own ? typed : newest;
  if (own.at + own.del <= other.at) return changed(newest, own);
  const moved = other.ins.length - other.del;
  if (own.at >= other.at + other.del) return changed(newest, { ...own, at: own.at + moved });
  return changed(newest, { at: other.at + other.ins.length, del: 0, ins: own.ins });
}

// Where a place in a text is after a change of it, as Yjs tells one (a delta).
export function moveBy(place, delta) {
  let at = 0;
  for (const { retain = 0, insert = "", delete: gone = 0 } of delta) {
    if (at > place) break;
    if (retain) at += retain;
    else if (insert) {
      if (at < place) place += insert.length;
      at += insert.length;
    } else place = Math.max(at, place - gone);
  }
  return place;
}

// After Enter at caret: what makes the list go on, or end after an empty line: {from, to, text}.
export function goOnWithList(value, caret) {
  if (value[caret - 1] !== "\n") return undefined;
  const begin = value.lastIndexOf("\n", caret - 2) + 1;
  const [, mark, words] = /^(\s*[-*] )(.*)$/.exec(value.slice(begin, caret - 1)) ?? [];
  if (!mark) return undefined;
  if (!words.trim()) return { from: begin, to: caret, text: "" };
  return { from: caret, to: value[caret] === " " ? caret + 1 : caret, text: mark };
}

// In pieces of at most so many units, no character cut.
export function* inPieces(text, most) {
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + most, text.length);
    if (isHigh(text, end - 1) && end < text.length) end--;
    yield text.slice(at, end);
    at = end;
  }
}

export function joinNames(names, most = 4) {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} anderen`] : names;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} en ${shown.at(-1)}`;
}

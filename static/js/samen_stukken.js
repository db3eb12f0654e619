// What is in the updates of a live note that the server has not acknowledged.
import { decodeUpdate, mergeUpdates } from "yjs";

// The words in these updates that are still there, in the order they stand in the note.
export function wordsOf(text, updates) {
  if (!updates.length) return "";
  const typed = listTyped(mergeUpdates(updates));
  const found = [];
  let end; // where the last words were: in which item, up to which clock
  for (let item = text._start; item; item = item.right) {
    if (item.deleted || !item.content.str) continue;
    for (const { id, content } of typed) {
      if (id.client !== item.id.client) continue;
      const from = Math.max(id.clock, item.id.clock);
      const to = Math.min(id.clock + content.str.length, item.id.clock + item.length);
      if (from >= to) continue;
      const goesOn = end?.item === item ? end.to === from : end?.item === item.left && from === item.id.clock;
      // Words from another place in the note stand on a line of their own.
      if (end && !goesOn) found.push("\n");
      found.push(item.content.str.slice(from - item.id.clock, to - item.id.clock));
      end = { item, to };
    }
  }
  // Of a note that never came here they have no place.
  return end ? found.join("") : typed.map(({ content }) => content.str).join("");
}

const listTyped = (update) => decodeUpdate(update).structs.filter(({ content }) => content?.str).sort((a, b) => a.id.clock - b.id.clock);

// Whether this only takes away, and nothing that the server has not yet.
export function makesRoom(update, updates) {
  const { structs, ds } = decodeUpdate(update);
  if (structs.length) return false;
  const typed = updates.flatMap((other) => decodeUpdate(other).structs);
  return ![...ds.clients].some(([client, ranges]) =>
    ranges.some(({ clock, len }) => typed.some(({ id, length }) => id.client === client && id.clock < clock + len && clock < id.clock + length)),
  );
}

// What browsers send: people who type, delete, undo and send together in one note. Seed and number of notes as arguments; JSON lines out.
import * as Y from 'yjs'

let seed = Number(process.argv[2])
function random() {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const below = (n) => Math.floor(random() * n)
const pick = (list) => list[below(list.length)]
const hex = (bytes) => Buffer.from(bytes).toString('hex')
const WORDS = ['a', 'hallo ', '\n', '- punt\n', 'é', '😀', '👩‍👩‍👧', 'e\u0301', '\t', '漢字', 'x'.repeat(200), '\u200e']

function tell(update) {
  const { structs, ds } = Y.decodeUpdate(update)
  const stukken = {}
  const wist = {}
  let getypt = 0
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue
    const list = (stukken[struct.id.client] ||= [])
    const end = struct.id.clock + struct.length
    if (list.length && list.at(-1)[1] === struct.id.clock) list.at(-1)[1] = end
    else list.push([struct.id.clock, end])
    if (struct.content instanceof Y.ContentString) getypt += struct.content.str.length
  }
  for (const [hand, items] of ds.clients) wist[hand] = items.map((item) => [item.clock, item.clock + item.len])
  return { update: hex(update), stukken, wist, getypt }
}

for (let note = 0; note < Number(process.argv[3]); note++) {
  const seen = []
  const people = Array.from({ length: 2 + below(3) }, () => {
    const doc = new Y.Doc({ gc: random() < 0.8 })
    const text = doc.getText('bespreking')
    const sent = []
    doc.on('update', (update, origin) => origin !== 'net' && sent.push(update))
    return { doc, text, sent, undo: new Y.UndoManager(text, { captureTimeout: 0 }) }
  })
  for (let step = 0; step < 60; step++) {
    const { doc, text, sent, undo } = pick(people)
    const signs = [...text.toString()]
    const place = (n) => signs.slice(0, n).join('').length
    const what = random()
    if (what < 0.45) text.insert(place(below(signs.length + 1)), pick(WORDS))
    else if (what < 0.6 && signs.length) {
      const from = below(signs.length)
      const to = Math.min(signs.length, from + 1 + below(6))
      text.delete(place(from), place(to) - place(from))
    } else if (what < 0.68) undo.undo()
    else if (what < 0.72) undo.redo()
    else if (what < 0.9) {
      const update = Y.encodeStateAsUpdate(pick(people).doc, Y.encodeStateVector(doc))
      seen.push(update)
      Y.applyUpdate(doc, update, 'net')
    } else if (sent.length) {
      const some = Y.mergeUpdates(sent.filter(() => random() < 0.6).concat(sent.slice(-1)))
      seen.push(some, Y.diffUpdate(some, Y.encodeStateVector(pick(people).doc)))
    }
  }
  const all = people.flatMap(({ sent }) => sent)
  const end = new Y.Doc()
  for (const update of all) Y.applyUpdate(end, update)
  seen.push(...all, Y.mergeUpdates(all), Y.encodeStateAsUpdate(end))
  console.log(
    JSON.stringify({
      tekst: end.getText('bespreking').toString(),
      stand: hex(Y.encodeStateVector(end)),
      delen: all.map(hex),
      gezien: seen.map(tell),
    }),
  )
}

// Many screens at once: who is in which note, what each sent, when the others saw it and when the server acknowledged it.
import { setTimeout as sleep } from "node:timers/promises";
import * as Y from "yjs";
import { HocusLijn, OnzeLijn } from "./lijnen.js";
import { dice, Typist } from "./typist.js";
import { eachAdded } from "./wijziging.js";

const AT_ONCE = 16;
const KINDS = { onze: OnzeLijn, hocus: HocusLijn };

async function each(things, work) {
  const queue = things.entries();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const [number, thing] of queue) await work(thing, number);
    }),
  );
}

export class Schermen {
  constructor(system, seed) {
    this.system = system;
    this._Lijn = KINDS[system];
    this._random = dice(seed);
    this.all = [];
    this._byHand = new Map();
    this.reset();
  }

  reset() {
    this.seen = []; // ms from sending to another screen
    this.acked = []; // ms from sending to the acknowledgement
    this.refused = {};
    this.expected = 0;
    this.sent = 0;
  }

  async connect(servers, cookies) {
    const fresh = cookies.map((cookie, number) => {
      const lijn = new this._Lijn();
      this.all.push({ lijn, note: null });
      return { lijn, cookie, server: servers[number % servers.length] };
    });
    await each(fresh, ({ lijn, cookie, server }) => lijn.connect(server, cookie));
  }

  // notes: [note, [numbers of screens]]. Into an empty note the first of them writes a text to begin with.
  async open(notes, length) {
    await each(notes, async ([note, numbers]) => {
      const mates = numbers.map((number) => this.all[number]);
      for (const [place, screen] of mates.entries()) {
        screen.note = note;
        screen.mates = mates;
        this._listen(screen);
        const state = await this._enter(screen.lijn, note);
        screen.typist = new Typist(this._random);
        this._byHand.set(screen.typist.hand, screen);
        screen.typist.open(state);
        screen.moments = new Map();
        if (place === 0 && state.length <= 2 && length) await this._begin(screen, length);
      }
    });
  }

  // A server that is busy says so, and is asked again.
  async _enter(lijn, note) {
    for (let turn = 0; ; turn++) {
      try {
        return await lijn.open(note);
      } catch (error) {
        if (turn === 5 || !error.message.includes('"reden":"later"')) throw error;
        this.later = (this.later ?? 0) + 1;
        await sleep(500);
      }
    }
  }

  async _begin(screen, length) {
    const stored = new Promise((resolve, reject) => {
      screen.begun = (reason) => (reason ? reject(new Error(`eerste tekst: ${reason}`)) : resolve());
    });
    screen.lijn.send(screen.typist.write(length), -1);
    await stored;
  }

  _listen(screen) {
    screen.ackedTo = new Set();
    screen.seenBy = new Set();
    screen.lijn.onChange = (update) => {
      const moment = performance.now();
      eachAdded(update, (hand, clock, length) => {
        const writer = this._byHand.get(hand);
        if (!writer || writer === screen) return;
        for (let at = clock; at < clock + length; at++) {
          const begin = writer.moments.get(at);
          if (begin === undefined) continue;
          this.seen.push(moment - begin);
          writer.seenBy.add(at);
        }
      });
    };
    screen.lijn.onAck = (clock, reason) => {
      if (clock === -1) return screen.begun(reason);
      if (reason) this.refused[reason] = (this.refused[reason] ?? 0) + 1;
      else {
        this.acked.push(performance.now() - screen.moments.get(clock));
        screen.ackedTo.add(clock);
      }
      return undefined;
    };
  }

  // Who types when: each their own rhythm, about so many a second.
  plan(numbers, perSecond, ms) {
    const turns = [];
    const step = 1000 / perSecond;
    for (const number of numbers) {
      const screen = this.all[number];
      const begin = this._random() * step;
      for (let at = begin; at < ms; at += step) {
        const { update, clock } = screen.typist.type();
        turns.push({ at: at + (this._random() - 0.5) * step * 0.5, screen, update, clock });
      }
    }
    // The shift is less than half a step, so one hand's own changes stay in order.
    return turns.sort((a, b) => a.at - b.at);
  }

  send({ screen, update, clock }) {
    if (screen.lijn.weg) return;
    this.sent++;
    this.expected += screen.mates.length - 1;
    screen.moments.set(clock, performance.now());
    screen.lijn.send(update, clock);
  }

  // Everybody's first character, a few at a time: with it a server looks at more than with those that follow.
  async first(numbers) {
    await each(numbers, async (number) => {
      const screen = this.all[number];
      const { update } = screen.typist.type();
      await new Promise((resolve, reject) => {
        screen.begun = (reason) => (reason ? reject(new Error(`eerste teken: ${reason}`)) : resolve());
        screen.lijn.send(update, -1);
      });
    });
  }

  get gone() {
    return this.all.filter((screen) => screen.lijn.weg).length;
  }

  async leave(numbers) {
    await each(numbers, async (number) => {
      const screen = this.all[number];
      await screen.lijn.leave();
      this._byHand.delete(screen.typist.hand);
      screen.note = screen.typist = null;
    });
  }

  hangUp() {
    for (const { lijn } of this.all) lijn.hangUp();
    this.all = [];
    this._byHand.clear();
  }

  // What of each hand is in the note, as somebody new finds it: what was acknowledged, and what others had read, and is gone.
  compare(writers, states) {
    const lost = { bevestigd: 0, gelezen: 0, waarvan_bevestigd: 0, waarvan_gelezen: 0 };
    for (const screen of writers) {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, states.get(screen.note));
      const kept = Y.getState(doc.store, screen.typist.hand);
      lost.bevestigd += screen.ackedTo.size;
      lost.gelezen += screen.seenBy.size;
      for (const clock of screen.ackedTo) if (clock >= kept) lost.waarvan_bevestigd++;
      for (const clock of screen.seenBy) if (clock >= kept) lost.waarvan_gelezen++;
    }
    return lost;
  }
}

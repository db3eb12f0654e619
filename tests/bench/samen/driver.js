// Drives either server: reads a task a line from its input, answers each with a line. Run by tests/bench/samen.py.
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuOf, memoryOf } from "./proc.js";
import { Schermen } from "./schermen.js";

const DRAIN = 8000; // ms that is waited for what is still under way
let screens;
let pids = [];

const percentile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? null;

function spread(times) {
  const sorted = Float64Array.from(times).sort();
  return { aantal: sorted.length, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), p99: percentile(sorted, 0.99) };
}

// Sends each when its moment has come; how late the driver itself was, in ms.
async function keepTime(turns, isOver = () => false) {
  const begin = performance.now();
  const late = [];
  let next = 0;
  while (next < turns.length && !isOver()) {
    const moment = performance.now() - begin;
    while (next < turns.length && turns[next].at <= moment) {
      late.push(moment - turns[next].at);
      screens.send(turns[next++]);
    }
    await sleep(1);
  }
  return spread(late).p95;
}

async function drained() {
  const until = performance.now() + DRAIN;
  const all = () => screens.seen.length >= screens.expected && screens.acked.length >= screens.sent;
  while (!all() && performance.now() < until && !screens.gone) await sleep(5);
}

const tasks = {
  async begin({ systeem, zaad }) {
    screens?.hangUp();
    screens = new Schermen(systeem, zaad);
  },

  async connect({ servers, koekjes, pids: given }) {
    pids = given;
    const begin = performance.now();
    await screens.connect(servers, koekjes);
    return { ms: performance.now() - begin };
  },

  // Into the notes, and a first character each.
  async open({ notities, basis }) {
    const before = cpuOf(pids);
    await screens.open(notities, basis);
    const opened = cpuOf(pids);
    await screens.first(notities.flatMap(([, numbers]) => numbers));
    return { openen: opened - before, eerste: cpuOf(pids) - opened };
  },

  // Everybody in `schermen` types so many characters a second, for so long.
  async type({ schermen, perSeconde, ms }) {
    screens.reset();
    const turns = screens.plan(schermen, perSeconde, ms);
    await sleep(50);
    const [cpu, own, begin] = [cpuOf(pids), process.cpuUsage(), performance.now()];
    const late = await keepTime(turns);
    const typing = performance.now() - begin;
    await drained();
    const took = performance.now() - begin;
    const used = process.cpuUsage(own);
    return {
      gestuurd: screens.sent,
      verwacht: screens.expected,
      scherm: spread(screens.seen),
      bevestigd: spread(screens.acked),
      geweigerd: screens.refused,
      weg: screens.gone,
      cpu: cpuOf(pids) - cpu,
      // Of one core, while typing and what came after: the driver may not be what is measured.
      driver: (used.user + used.system) / 1000 / took,
      typend: typing,
      telaat: late,
    };
  },

  async leave({ schermen }) {
    await screens.leave(schermen);
  },

  async memory() {
    return { kb: memoryOf(pids) };
  },

  // Types, and in the midst of it the server is killed the hard way.
  async kill({ schermen, perSeconde, ms }) {
    screens.reset();
    const turns = screens.plan(schermen, perSeconde, ms + 5000);
    let dead = false;
    const typing = keepTime(turns, () => dead);
    await sleep(ms);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    const until = performance.now() + 5000;
    while (screens.gone < screens.all.length && performance.now() < until) await sleep(5);
    dead = true;
    await typing;
    return { gestuurd: screens.sent, weg: screens.gone };
  },

  // After the restart: somebody new opens each note. Nobody who was there before comes back.
  async compare({ servers, koekjes, schermen }) {
    const writers = schermen.map((number) => screens.all[number]);
    const notes = [...new Set(writers.map((screen) => screen.note))];
    const readers = new Schermen(screens.system, 1);
    await readers.connect(servers, koekjes.slice(0, notes.length));
    const states = new Map();
    for (const [number, note] of notes.entries()) states.set(note, await readers.all[number].lijn.open(note));
    readers.hangUp();
    return screens.compare(writers, states);
  },

  async end() {
    screens?.hangUp();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { taak, ...rest } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ goed: true, ...(await tasks[taak](rest)) }));
  } catch (error) {
    console.log(JSON.stringify({ goed: false, fout: `${taak}: ${error.message}` }));
  }
}
process.exit(0);

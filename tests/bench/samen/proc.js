// What the processes of the server took, as the kernel counts it.
import { readFileSync } from "node:fs";

const TICKS = 100; // a second, on Linux

// Seconds of CPU, user and system.
export function cpuOf(pids) {
  let ticks = 0;
  for (const pid of pids) {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / TICKS;
}

// Kilobytes that are theirs alone, or shared among them only.
export function memoryOf(pids) {
  let sum = 0;
  for (const pid of pids) sum += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]);
  return sum;
}

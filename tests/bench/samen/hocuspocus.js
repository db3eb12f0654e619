// The server the live note is compared with, as its manual sets it up: one process, one SQLite file.
//   node hocuspocus.js <port> <database file> [debounce in ms]
import { SQLite } from "@hocuspocus/extension-sqlite";
import { Server } from "@hocuspocus/server";

const [port, database, debounce] = process.argv.slice(2);
const server = new Server({
  port: Number(port),
  address: "127.0.0.1",
  quiet: true,
  extensions: [new SQLite({ database })],
  ...(debounce === undefined ? {} : { debounce: Number(debounce) }),
});
await server.listen();

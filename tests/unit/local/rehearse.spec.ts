/** What a rehearsal says where there is no local cloud that it could change. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { productAt } from "../../../components/stack/product";
import { listen } from "../../../local/listen";
import { rehearse } from "../../../local/rehearse";

describe("rehearse", () => {
  let folder: string;
  let server: Server;
  let orgUrl: string;

  before(async () => {
    server = createServer((_, response) => response.end());
    orgUrl = `http://127.0.0.1:${await listen(server, 0, "stand-in")}`;
  });

  after(() => server.close());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "okta-api-access-rehearse-"));
    writeFileSync(join(folder, "access.ts"), "export default {};\n");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function environment(content: object): void {
    mkdirSync(join(folder, ".local"));
    writeFileSync(join(folder, ".local/environment.json"), JSON.stringify(content));
  }

  const preview = () => rehearse(productAt(folder), "preview", []);
  const NOT_RUNNING = {
    name: "NotRunningError",
    message:
      "no local cloud runs for this product: call `npm run access -- start` in another terminal, and leave it running",
  };

  it("says that none runs", () => assert.rejects(preview(), NOT_RUNNING));

  it("says so too where one has been killed, and its file is still there", () => {
    environment({
      oktaUrl: "http://127.0.0.1:9",
      awsUrl: "http://127.0.0.1:9",
      engine: { kind: "cli", providers: {} },
    });
    return assert.rejects(preview(), NOT_RUNNING);
  });

  it("says what to do where the SDK's mock monitor has made it", () => {
    environment({ oktaUrl: orgUrl, awsUrl: orgUrl, engine: { kind: "mock" } });
    return assert.rejects(preview(), {
      name: "ApplyError",
      message:
        "the running local cloud was made on the SDK's mock monitor, which keeps no state that a change could be held " +
        "against: get the Pulumi CLI with `npm run access -- engine` if there is none, end the local cloud, and call " +
        "`npm run access -- start` again without `--engine mock`",
    });
  });
});

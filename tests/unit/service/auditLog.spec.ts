/** The audit trail as it stands in a function's log: its own fields to the letter, whatever else the logger adds or is told. */
import assert from "node:assert/strict";
import { createAudit } from "../../../service/auditLog";

/** What is written to stdout meanwhile, of a logger that is made in that environment. */
function written(environment: Readonly<Record<string, string>>, work: () => void): string {
  const { write } = process.stdout;
  const before = process.env;
  let text = "";
  process.env = { ...before, ...environment };
  process.stdout.write = (chunk: unknown) => {
    text += String(chunk);
    return true;
  };
  try {
    work();
  } finally {
    process.stdout.write = write;
    process.env = before;
  }
  return text;
}

const LINE = { audit: "operation", who: null, target: "", operation: "GET /users", status: 200, factor: undefined };

describe("the audit trail", () => {
  it("is one line of JSON for each operation, with level, time, service and trace before its own fields", () => {
    const _X_AMZN_TRACE_ID = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1";
    const text = written({ _X_AMZN_TRACE_ID }, () => createAudit("admin")(LINE));
    const { timestamp, ...line } = JSON.parse(text) as Record<string, unknown>;
    assert.equal(text.indexOf("\n"), text.length - 1);
    assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(line, {
      level: "INFO",
      message: "operation",
      service: "admin",
      xray_trace_id: "1-5759e988-bd862e3fe1be46a994272793",
      audit: "operation",
      who: null,
      target: "",
      operation: "GET /users",
      status: 200,
    });
  });

  const others: Readonly<Record<string, string>>[] = [
    { POWERTOOLS_LOG_LEVEL: "SILENT" },
    { LOG_LEVEL: "ERROR" },
    { POWERTOOLS_SERVICE_NAME: "other" },
    { POWERTOOLS_LOGGER_SAMPLE_RATE: "1" },
  ];
  for (const environment of others) {
    it(`is the same where the environment has ${JSON.stringify(environment)}`, () => {
      const { level, service, audit } = JSON.parse(written(environment, () => createAudit("admin")(LINE))) as Record<
        string,
        unknown
      >;
      assert.deepEqual([level, service, audit], ["INFO", "admin", "operation"]);
    });
  }

  it("writes each line for itself: nothing of one stands in the next", () => {
    const lines = written({}, () => {
      const audit = createAudit("admin");
      audit({ audit: "operation", reason: "one" });
      audit({ audit: "operation" });
    });
    const [first, second] = lines.split("\n").map((line) => (line === "" ? undefined : (JSON.parse(line) as object)));
    assert.deepEqual([first && "reason" in first, second && "reason" in second], [true, false]);
  });
});

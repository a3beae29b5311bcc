/** The circuit: when calls stop, for how long, and that one alone tries again. */
import assert from "node:assert/strict";
import { createCircuit, FAILURES_MAX, OPEN_MS } from "../../../service/okta/circuit";

describe("a circuit", () => {
  let time = 0;
  const opened = () => {
    time = 1_000_000;
    const circuit = createCircuit(() => time);
    for (let i = 0; i < FAILURES_MAX; i += 1) circuit.failed();
    return circuit;
  };

  it("lets calls through until so many in a row have failed", () => {
    const circuit = createCircuit(() => time);
    for (let i = 1; i < FAILURES_MAX; i += 1) circuit.failed();
    assert.equal(circuit.waitSeconds(), 0);
    circuit.succeeded();
    for (let i = 1; i < FAILURES_MAX; i += 1) circuit.failed();
    assert.equal(circuit.waitSeconds(), 0);
    circuit.failed();
    assert.equal(circuit.waitSeconds(), OPEN_MS / 1000);
  });

  it("says how many seconds are left, rounded up", () => {
    const circuit = opened();
    time += 1_001;
    assert.equal(circuit.waitSeconds(), 9);
    time += 8_998;
    assert.equal(circuit.waitSeconds(), 1);
  });

  it("lets one through to try, and the others wait for what comes of it", () => {
    const circuit = opened();
    time += OPEN_MS;
    assert.deepEqual([circuit.waitSeconds(), circuit.waitSeconds(), circuit.waitSeconds()], [0, 10, 10]);
    circuit.succeeded();
    assert.deepEqual([circuit.waitSeconds(), circuit.waitSeconds()], [0, 0]);
  });

  it("stays open for as long again where the one that tried has failed", () => {
    const circuit = opened();
    time += OPEN_MS;
    assert.equal(circuit.waitSeconds(), 0);
    time += 500;
    circuit.failed();
    assert.equal(circuit.waitSeconds(), 10);
    time += OPEN_MS;
    assert.equal(circuit.waitSeconds(), 0);
  });

  it("lets another one try where the first has said nothing for as long", () => {
    const circuit = opened();
    time += OPEN_MS;
    assert.equal(circuit.waitSeconds(), 0);
    time += OPEN_MS - 1;
    assert.equal(circuit.waitSeconds(), 1);
    time += 1;
    assert.equal(circuit.waitSeconds(), 0);
  });
});

/** The file by which the benchmarks measure is a valid one, of the size that they say. */
import assert from "node:assert/strict";
import { largeModel } from "../../bench/modelData";
import { loadAccess } from "../../model/file/load";

describe("the model of the benchmarks", () => {
  it("takes the file that the benchmark measures", () => {
    const access = loadAccess(largeModel({ groups: 200, scopes: 300, clients: 50, routes: 1_000 }));
    const routes = [...access.apis.values()].reduce((sum, api) => sum + api.routes.length, 0);
    assert.deepEqual([access.groups.size, access.scopes.size, access.clients.size, routes], [200, 300, 50, 1_000]);
  });
});

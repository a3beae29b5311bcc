/** Two products on one state backend and in one org: neither touches what is the other's. */
import assert from "node:assert/strict";
import { EXAMPLES } from "../support/products";
import { SharedOrg, type Checkout } from "./support/sharedOrg";

describe("two products on one state backend, in one org", function () {
  // Each of these calls the CLI several times.
  this.timeout(300_000);

  let org: SharedOrg;
  let orders: Checkout;
  let partners: Checkout;

  before(async () => {
    org = await SharedOrg.start("two-products", EXAMPLES["orders"]!);
  });
  after(() => org.close());

  it("are both made", async () => {
    orders = await org.checkout(EXAMPLES["orders"]!);
    await orders.up();
    partners = await org.checkout(EXAMPLES["partners"]!);
    await partners.up();
  });

  it("plan to change nothing, neither at home nor at the other", async () => {
    assert.deepEqual(await orders.changes(), []);
    assert.deepEqual(await partners.changes(), []);
  });

  it("keep what is theirs when the project is renamed as the warning says", async () => {
    await partners.edit("Pulumi.yaml", "name: partners", "name: partner-portal");
    assert.notEqual(
      (await partners.pulumi("preview")).status,
      0,
      "a stack of the new name was found before it was renamed",
    );
    await partners.edit("Pulumi.yaml", "name: partner-portal", "name: partners");
    await partners.succeed("stack", "rename", "organization/partner-portal/local");
    await partners.edit("Pulumi.yaml", "name: partners", "name: partner-portal");
    const { stdout } = await partners.succeed("preview");
    assert.match(stdout, /warning: .*the project is named `partner-portal`, and the product `partners`/);
    assert.deepEqual(await partners.changes(), []);
  });

  it("cannot have one name: the second is refused in the preview, before anything is made", async () => {
    const second = await org.checkout(EXAMPLES["orders"]!, { name: "second", project: "second" });
    assert.match(
      await second.refusal(),
      /^the org has an authorization server `orders` already \(`aus\w+`\), and this stack has not made it/m,
    );
  });

  it("go one by one: the other stays as it is", async () => {
    await partners.succeed("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await orders.changes(), []);
  });
});

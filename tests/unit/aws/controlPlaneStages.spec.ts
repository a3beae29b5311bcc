/** The local AWS's control plane: the stages that it refuses. */
import { startControlPlane, type ControlPlane } from "./controlPlaneStand";
import type { TestApi } from "./localApi";

describe("the local AWS's control plane", () => {
  let stand: ControlPlane;
  let api: TestApi;
  let base: string;
  let refused: ControlPlane["refused"];

  before(async () => {
    stand = await startControlPlane();
    ({ api, base, refused } = stand);
  });
  after(() => stand.close());

  describe("of stages", () => {
    it("refuses settings for a route that does not exist, with AWS's own text", () =>
      refused(
        "POST",
        `${base}/stages`,
        { stageName: "s", routeSettings: { "GET /none": {} } },
        404,
        "Unable to find Route by key GET /none within the provided RouteSettings",
      ));

    it("refuses a log that leads nowhere, or whose lines cannot be told apart", async () => {
      const log = (destinationArn: string, format: string) => ({
        stageName: "s",
        accessLogSettings: { destinationArn, format },
      });
      const arn = "arn:aws:logs:us-east-1:000000000000:log-group:/api/test";
      await refused(
        "POST",
        `${base}/stages`,
        log("arn:aws:logs:us-east-1:000000000000:log-group:none", "$context.requestId"),
        400,
        /log group that exists/,
      );
      await refused("POST", `${base}/stages`, log(arn, "$context.status"), 400, /^Format must include/);
      await refused(
        "POST",
        `${base}/stages`,
        log(arn, `$context.requestId${"x".repeat(3_072)}`),
        400,
        /longer than 3072/,
      );
    });

    it("refuses a second one of the same name", async () => {
      await api.stage({ stageName: "twice" });
      await refused("POST", `${base}/stages`, { stageName: "twice" }, 409, "Stage already exists");
    });
  });
});

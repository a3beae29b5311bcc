/** `aws:apigatewayv2/stage:Stage`: stages of an HTTP API. */
import { apiArn, executionArn } from "../../aws/arns";
import { at, textAt, type Body } from "../httpClient";
import { flag, map, number, object, set, text, whole, type Property } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { isObject, type Value, type Values } from "../values";
import { orNull, seg, type AwsClient } from "./awsClient";

const settings: Record<string, Property> = {
  detailedMetricsEnabled: flag(),
  throttlingBurstLimit: whole(),
  throttlingRateLimit: number(),
};

export const stage: ResourceType<AwsClient> = {
  token: "aws:apigatewayv2/stage:Stage",
  inputs: {
    accessLogSettings: object({ destinationArn: text({ required: true }), format: text({ required: true }) }),
    apiId: text({ required: true, replace: true }),
    autoDeploy: flag({ default: false }),
    defaultRouteSettings: object(settings),
    description: text(),
    name: text({ required: true, replace: true }),
    region: text({ assigned: true, replace: true }),
    routeSettings: set(object({ ...settings, routeKey: text({ required: true }) })),
    stageVariables: map(text()),
    tags: map(text(), { partOf: "tagsAll" }),
  },
  outputs: ["arn", "executionArn", "invokeUrl", "tagsAll"],
  autoname: { property: "name", max: 128 },
  async create(client, inputs) {
    const body = { ...bodyOf(client, inputs), stageName: inputs["name"] };
    const created = await client.apigatewayv2.send("POST", `/v2/apis/${seg(inputs["apiId"])}/stages`, body);
    return { id: textAt(created, "stageName"), live: await live(client, inputs, created) };
  },
  async read(client, id, known) {
    const found = await client.apigatewayv2.find(path(known, id));
    return found && live(client, known, found);
  },
  async update(client, id, news) {
    return live(client, news, await client.apigatewayv2.send("PATCH", path(news, id), bodyOf(client, news)));
  },
  delete: (client, id, known) => client.apigatewayv2.remove(path(known, id)),
};

const path = ({ apiId }: Values, id: string) => `/v2/apis/${seg(apiId)}/stages/${seg(id)}`;

function bodyOf(client: AwsClient, inputs: Values) {
  const routeSettings = Array.isArray(inputs["routeSettings"]) ? (inputs["routeSettings"] as readonly Value[]) : [];
  const byKey = routeSettings.filter(isObject).map(({ routeKey, ...rest }) => [routeKey, rest]);
  return {
    accessLogSettings: orNull(inputs["accessLogSettings"]),
    autoDeploy: inputs["autoDeploy"],
    defaultRouteSettings: inputs["defaultRouteSettings"] ?? {},
    description: orNull(inputs["description"]),
    routeSettings: Object.fromEntries(byKey) as Values,
    stageVariables: orNull(inputs["stageVariables"]),
    tags: client.allTags(inputs["tags"]),
  };
}

async function live(client: AwsClient, { apiId }: Values, body: Body): Promise<Live> {
  const name = textAt(body, "stageName");
  const routeSettings = at(body, "routeSettings");
  const endpoint = textAt(await client.apigatewayv2.send("GET", `/v2/apis/${seg(apiId)}`), "apiEndpoint");
  return {
    accessLogSettings: at(body, "accessLogSettings"),
    autoDeploy: at(body, "autoDeploy"),
    defaultRouteSettings: at(body, "defaultRouteSettings"),
    description: at(body, "description"),
    name,
    region: client.region,
    routeSettings: isObject(routeSettings)
      ? Object.entries(routeSettings).map(([routeKey, rest]) => ({ ...(isObject(rest) ? rest : {}), routeKey }))
      : null,
    stageVariables: at(body, "stageVariables"),
    ...client.tagsOf(at(body, "tags")),
    arn: `${apiArn(client.region, String(apiId))}/stages/${name}`,
    executionArn: `${executionArn(client.region, String(apiId))}/${name}`,
    invokeUrl: name === "$default" ? `${endpoint}/` : `${endpoint}/${name}`,
  };
}

/** A product whose APIs stand behind every kind of gateway, with all that a stack can say of them. */
import type { StackRun } from "./runStack";

export const STEP_UP = { acr: "phr", maxAge: 300 };

const routes = (...handlers: string[]) => ({
  "GET /orders": { scopes: ["orders:read"], handler: handlers[0] },
  "DELETE /orders/{id}": { scopes: ["orders:delete"], handler: "admin" },
  "GET /health": { public: "probe", handler: "admin" },
});

export const ACCESS = {
  product: "shop",
  audience: "api://shop",
  scopes: {
    "orders:read": { description: "Read orders" },
    "orders:delete": { description: "Delete an order", sensitivity: "high", stepUp: STEP_UP },
  },
  groups: { clerks: { scopes: ["orders:read", "orders:delete"] } },
  clients: {
    desk: { type: "web", scopes: ["orders:read", "orders:delete"] },
    sync: { type: "service", scopes: ["orders:read"] },
  },
  apis: {
    edge: { firewall: {}, routes: routes("admin") },
    rest: {
      profile: "rest",
      firewall: {},
      cors: { allowOrigins: ["https://desk.example.com"] },
      routes: routes("admin"),
    },
    alb: {
      profile: "alb",
      cors: { allowOrigins: ["https://desk.example.com", "https://other.example.com"] },
      routes: routes("containers"),
    },
  },
};

const certificateArn = (region: string) =>
  `arn:aws:acm:${region}:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`;

export const SETTINGS = {
  "okta-api-access:clients": {
    desk: { redirectUris: ["https://alb.example.com/oauth2/idpresponse"] },
    sync: { jwksUri: "https://sync.example.com/jwks.json" },
  },
  "okta-api-access:domains": {
    edge: { name: "edge.example.com", certificateArn: certificateArn("us-east-1") },
    alb: { name: "alb.example.com", certificateArn: certificateArn("eu-central-1") },
  },
  "okta-api-access:network": { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] },
  "okta-api-access:targetGroups": {
    containers: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/containers/1234abcd",
  },
  "okta-api-access:signIn": {
    alb: {
      portal: {
        path: "/portal",
        client: "desk",
        clientSecret: "a-client-secret",
        target: "containers",
        stepUp: STEP_UP,
      },
    },
  },
  "okta-api-access:originSecret": "0123456789abcdef0123456789abcdef",
  "okta-api-access:monitoring": {},
};

export const SECRETS = ["okta-api-access:originSecret", "okta-api-access:signIn"];

/** The same with what such a stack has besides: every type of resource is in it. */
export const EVERY_GATEWAY: StackRun = {
  accessFile: ACCESS,
  settings: {
    ...SETTINGS,
    "okta-api-access:cloudWatchRole": "create",
    "okta-api-access:network": {
      vpcId: "vpc-0123456789abcdef0",
      subnetIds: ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"],
      accessLogsBucket: "example-load-balancer-logs",
      allowedCidrs: ["203.0.113.0/24"],
    },
    "okta-api-access:domains": {
      ...SETTINGS["okta-api-access:domains"],
      rest: { name: "rest.example.com", certificateArn: certificateArn("eu-central-1"), basePath: "orders/v1" },
    },
    "okta-api-access:monitoring": { alarmTopicArn: "arn:aws:sns:eu-central-1:111122223333:on-call" },
  },
  secretKeys: SECRETS,
};

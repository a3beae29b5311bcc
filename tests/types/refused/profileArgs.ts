/** What one kind of gateway does not take, and what another cannot do without. */
import type { AlbApiArgs, HttpApiArgs, RestApiArgs } from "../../../components/aws/shared/profileArgs";

const common = {
  naming: { product: "shop", stack: "dev", carryStack: true },
  issuer: "https://example.okta.com/oauth2/aus1",
  audience: "api://shop",
  routes: {},
  handlers: {},
  throttle: { ratePerSecond: 50, burst: 100 },
  logs: { retentionDays: 90 },
};
const domain = { name: "api.example.com", certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1234" };
const network = { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] };
const originSecret = "x".repeat(32);

export const http: HttpApiArgs = { ...common, domain, originSecret };
export const rest: RestApiArgs = { ...common, domain, network: { allowedCidrs: ["203.0.113.0/24"] } };
export const alb: AlbApiArgs = { ...common, domain, network };

// refused: 'network' does not exist in type 'HttpApiArgs'
export const httpInNetwork: HttpApiArgs = { ...common, network: { allowedCidrs: ["203.0.113.0/24"] } };
// refused: 'signIn' does not exist in type 'HttpApiArgs'
export const httpWithPages: HttpApiArgs = { ...common, signIn: {} };
// refused: 'originSecret' does not exist in type 'RestApiArgs'
export const restWithSecret: RestApiArgs = { ...common, originSecret };
// refused: 'vpcId' does not exist in type
export const restInVpc: RestApiArgs = { ...common, network: { vpcId: "vpc-1" } };
// refused: Property 'domain' is missing in type
export const albWithoutDomain: AlbApiArgs = { ...common, network };
// refused: Property 'subnetIds' is missing in type
export const albWithoutSubnets: AlbApiArgs = { ...common, domain, network: { vpcId: "vpc-1" } };
// refused: 'cors' does not exist in type
export const albWithCors: AlbApiArgs = { ...common, domain, network, cors: undefined };

/** The type tokens that the rules look at. Texts, since loading the classes would cost seconds at every preview. */
export const SERVER = "okta:auth/server:Server";
export const SERVER_POLICY = "okta:auth/serverPolicy:ServerPolicy";
export const SERVER_POLICY_RULE = "okta:auth/serverPolicyRule:ServerPolicyRule";
export const ROUTE = "aws:apigatewayv2/route:Route";
export const AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer";
export const FUNCTION = "aws:lambda/function:Function";
export const REST_API = "aws:apigateway/restApi:RestApi";
export const METHOD = "aws:apigateway/method:Method";
export const REST_AUTHORIZER = "aws:apigateway/authorizer:Authorizer";
export const LISTENER = "aws:lb/listener:Listener";
export const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";

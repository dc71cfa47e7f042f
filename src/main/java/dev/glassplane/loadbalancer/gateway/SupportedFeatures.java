package dev.glassplane.loadbalancer.gateway;

import java.util.List;

/**
 * Features of Gateway API that the in-cluster gateway has, by the names of the conformance suite ({@code pkg/features}), sorted as a GatewayClass shows them.
 * What is missing here is in docs/gateway-api.md.
 */
final class SupportedFeatures {

    /** The version of the API whose kinds are served. */
    static final String BUNDLE_VERSION = "v1.6.1";

    private static final List<String> ALL = List.of("BackendTLSPolicy", "BackendTLSPolicySANValidation", "GRPCRoute", "GRPCRouteNamedRouteRule", "Gateway",
            "GatewayAddressEmpty", "GatewayBackendClientCertificate", "GatewayFrontendClientCertificateValidation", "GatewayFrontendClientCertificateValidationInsecureFallback",
            "GatewayHTTPListenerIsolation", "GatewayHTTPSListenerDetectMisdirectedRequests", "GatewayInfrastructurePropagation", "GatewayPort8080", "HTTPRoute",
            "HTTPRoute303RedirectStatusCode", "HTTPRoute307RedirectStatusCode", "HTTPRoute308RedirectStatusCode", "HTTPRouteBackendProtocolH2C",
            "HTTPRouteBackendProtocolWebSocket", "HTTPRouteBackendRequestHeaderModification", "HTTPRouteBackendTimeout", "HTTPRouteCORS", "HTTPRouteDestinationPortMatching",
            "HTTPRouteHostRewrite", "HTTPRouteMethodMatching", "HTTPRouteNamedRouteRule", "HTTPRouteParentRefPort", "HTTPRoutePathRedirect", "HTTPRoutePathRewrite",
            "HTTPRoutePortRedirect", "HTTPRouteQueryParamMatching", "HTTPRouteRequestMirror", "HTTPRouteRequestMultipleMirrors", "HTTPRouteRequestPercentageMirror",
            "HTTPRouteRequestTimeout", "HTTPRouteResponseHeaderModification", "HTTPRouteSchemeRedirect", "ListenerSet", "ReferenceGrant", "TCPRoute", "TLSRoute",
            "TLSRouteModeMixed", "TLSRouteModeTerminate", "UDPRoute");

    private SupportedFeatures() {}

    static List<String> all() {
        return ALL;
    }
}

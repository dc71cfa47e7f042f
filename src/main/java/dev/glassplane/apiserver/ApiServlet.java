package dev.glassplane.apiserver;

import dev.glassplane.apiserver.discovery.Discovery;
import dev.glassplane.apiserver.openapi.OpenApi;
import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kinds;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front door of all Kubernetes paths: finds out what a path names and hands the request on. */
final class ApiServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

    private final transient Kinds kinds;
    private final transient Discovery discovery;
    private final transient OpenApi openApi;
    private final transient ServerPages pages;
    private final transient Resources resources;

    ApiServlet(Kinds kinds, Discovery discovery, OpenApi openApi, ServerPages pages, Resources resources) {
        this.kinds = kinds;
        this.discovery = discovery;
        this.openApi = openApi;
        this.pages = pages;
        this.resources = resources;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Exchange exchange = new Exchange(request, response);
            route(exchange, exchange.segments());
        } catch (ApiException e) {
            fail(response, e);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            fail(response, Statuses.internal(e.toString()));
        }
    }

    private void route(Exchange exchange, List<String> segments) throws IOException {
        switch (segments.getFirst()) {
            case "api", "apis" -> api(exchange, segments);
            case "openapi" -> openApi.answer(exchange);
            default -> pages.answer(exchange);
        }
    }

    private void api(Exchange exchange, List<String> segments) throws IOException {
        int head = segments.getFirst().equals("api") ? 2 : 3;
        if (segments.size() <= head) {
            discovery.answer(exchange);
            return;
        }
        Optional<ResourceRoute> route = ResourceRoute.parse(kinds, segments);
        if (route.isPresent()) {
            resources.answer(exchange, route.get());
        } else {
            exchange.pageNotFound();
        }
    }

    private static void fail(HttpServletResponse response, ApiException e) throws IOException {
        if (response.isCommitted()) {
            return; // in the middle of a stream: nothing can be said any more
        }
        response.resetBuffer();
        response.setStatus(e.code());
        response.setHeader("Content-Type", "application/json");
        response.setHeader("Cache-Control", "no-cache, private");
        if (e.details() != null && e.details().retryAfterSeconds() > 0) {
            response.setHeader("Retry-After", Integer.toString(e.details().retryAfterSeconds()));
        }
        byte[] body = Json.bytes(Statuses.of(e));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}

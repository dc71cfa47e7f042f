package dev.glassplane.apiserver.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * How many requests may be in flight: reads and writes apart, without watches, as kube-apiserver's {@code --max-requests-inflight} and
 * {@code --max-mutating-requests-inflight}. Source of the answer: {@code apiserver: pkg/server/filters/maxinflight.go}.
 */
public final class RequestLimits extends HttpFilter {

    /** Reads at a time. */
    public static final int READS_MAX = 400;
    /** Writes at a time. */
    public static final int WRITES_MAX = 200;

    private static final long serialVersionUID = 1L;
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private final transient Semaphore reads;
    private final transient Semaphore writes;

    /**
     * @param reads  at a time; 0 for no limit
     * @param writes at a time; 0 for no limit
     */
    public RequestLimits(int reads, int writes) {
        this.reads = new Semaphore(reads == 0 ? Integer.MAX_VALUE : reads);
        this.writes = new Semaphore(writes == 0 ? Integer.MAX_VALUE : writes);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        boolean read = READS.contains(request.getMethod());
        if (read && isLong(request)) {
            chain.doFilter(request, response);
            return;
        }
        Semaphore permits = read ? reads : writes;
        if (!permits.tryAcquire()) {
            response.setStatus(429);
            response.setHeader("Retry-After", "1");
            response.setContentType("text/plain; charset=utf-8");
            response.getOutputStream().println("Too many requests, please try again later.");
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            permits.release();
        }
    }

    /** Watches last as long as clients like, and health checks must always come through. */
    private static boolean isLong(HttpServletRequest request) {
        String query = request.getQueryString();
        String path = request.getRequestURI();
        return query != null && query.matches("(.*&)?watch=(true|1)(&.*)?") || path.startsWith("/livez") || path.startsWith("/readyz")
                || path.startsWith("/healthz");
    }
}

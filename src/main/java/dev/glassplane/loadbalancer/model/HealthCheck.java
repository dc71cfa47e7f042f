package dev.glassplane.loadbalancer.model;

import java.time.Duration;

/**
 * How a target group finds out whether its targets work, as the AWS API says it.
 *
 * @param protocol           {@code HTTP}, {@code HTTPS}, {@code TCP}
 * @param port               {@code traffic-port} or a number
 * @param path               of HTTP, else empty
 * @param matcher            {@code 200}, {@code 200-399}, gRPC {@code 12}; empty for TCP
 * @param interval           between two checks
 * @param timeout            of one check
 * @param healthyThreshold   successes in a row that make a target healthy
 * @param unhealthyThreshold failures in a row that make it unhealthy
 */
public record HealthCheck(String protocol, String port, String path, String matcher, Duration interval, Duration timeout, int healthyThreshold,
                          int unhealthyThreshold) {

    /** A target group whose targets are what the endpoints say. */
    public static final String TRAFFIC_PORT = "traffic-port";
}

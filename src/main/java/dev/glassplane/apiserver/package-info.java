/**
 * The Kubernetes HTTP wire: discovery, create/read/update/delete, list and watch, patches, tables, OpenAPI. Translates between HTTP
 * and the registry; decides nothing about objects.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"registry", "store", "image", "net"})
package dev.glassplane.apiserver;

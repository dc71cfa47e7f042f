/**
 * Which pods stand behind a Service: EndpointSlices with conditions and topology hints, Endpoints, and slices mirrored from Endpoints that
 * users write. Counterparts: the endpointslice, endpoint and endpointslicemirroring controllers.
 */
package dev.glassplane.controller.endpoints;

/** The addresses of Services as objects: ServiceCIDR and IPAddress (kubernetes/kubernetes: pkg/controller/servicecidrs, pkg/registry/core/service/ipallocator). */
package dev.glassplane.controller.serviceip;

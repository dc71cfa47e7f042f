/**
 * The life of a pod on its node, without running anything: from ContainerCreating to Running, Ready and, when deleted, gone. Counterpart:
 * kubelet, as kwok plays it.
 */
package dev.glassplane.controller.kubelet;

/** What the control loops share: work per object with timers, indexes that follow the deltas, writes that lose races quietly. */
package dev.glassplane.controller.loop;

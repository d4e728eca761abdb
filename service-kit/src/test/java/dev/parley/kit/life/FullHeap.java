package dev.parley.kit.life;

import java.util.ArrayList;
import java.util.List;

/** Fills the heap of a process of its own, says whether that was noticed, empties it, and says whether that was. */
final class FullHeap {
    private FullHeap() {}

    public static void main(String[] args) throws InterruptedException {
        MemoryPressure memory = MemoryPressure.ofThisProcess();
        System.out.println("empty " + memory.isHigh());
        List<byte[]> held = new ArrayList<>();
        try {
            while (!waited(memory)) {
                held.add(new byte[64 << 10]);
            }
        } catch (OutOfMemoryError e) {
            held.clear();
            System.out.println("out of memory");
            return;
        }
        System.out.println("full " + !held.isEmpty());
        held.clear();
        // nothing is allocated any more, so nothing is collected that nobody asks for
        for (int i = 0; i < 300 && memory.isHigh(); i++) {
            Thread.sleep(100);
        }
        System.out.println("empty " + memory.isHigh());
    }

    private static boolean waited(MemoryPressure memory) throws InterruptedException {
        Thread.sleep(1);
        return memory.isHigh();
    }
}

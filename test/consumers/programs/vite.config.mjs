import { defineConfig } from "vite";

export default defineConfig(({ isSsrBuild }) => ({
  logLevel: "warn",
  ssr: { noExternal: true },
  build: {
    outDir: isSsrBuild ? "out/vite-server" : "out/vite-page",
    emptyOutDir: true,
    ...(!isSsrBuild && { rollupOptions: { input: "page.html" } }),
  },
}));

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { OwnProgress, Progress } from "./Progress.js";

const root = document.querySelector("#root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <Progress src="/events" />
      <OwnProgress src="/events" />
    </StrictMode>,
  );

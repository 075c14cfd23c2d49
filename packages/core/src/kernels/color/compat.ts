/** Whose bytes an operation gives where the libraries differ: torchvision's on tensors, Pillow's, or OpenCV's. */
export type Compat = "torchvision" | "pillow" | "opencv";

declare module "asl-validator" {
  /** The package ships no types. */
  export default function aslValidator(definition: object): {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  };
}

(()=>{var r=document.querySelector(".govuk-error-summary");r&&r.focus();})();
